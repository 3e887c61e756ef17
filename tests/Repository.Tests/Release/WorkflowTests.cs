using AttnExtract.Repository.Tests.Documents;
using AttnExtract.Repository.Tests.HouseRules;
using YamlDotNet.RepresentationModel;

namespace AttnExtract.Repository.Tests.Release;

/// <summary>What can be held of files that only a host of repositories reads: that they are YAML, and say what the README and .ci/run do.</summary>
public sealed class WorkflowTests
{
    private const string Workflow = ".github/workflows/build.yml";

    [Fact]
    public void Three_systems_run_the_two_commands_of_the_readme()
    {
        IEnumerable<string> lines = DocumentRun.Blocks("README.md").SelectMany(block => block.Commands);
        string[] commands = [.. lines.Where(line => line.StartsWith("dotnet ", StringComparison.Ordinal)).Take(2)];
        YamlNode job = YamlText.Read(Workflow)["jobs"]["build"];
        YamlNode[] systems = [.. job["strategy"]["matrix"].List("include")];

        Assert.Equal(["ubuntu", "windows", "macos"], systems.Select(one => one.Text("system").Split('-')[0]));
        Assert.Equal([".ci/run", commands[1], commands[1]], systems.Select(one => one.Text("test")));
        Assert.Contains($" {commands[1]} ", RepositoryFiles.Read(".ci/run"), StringComparison.Ordinal);
        Assert.Equal(
            [commands[0], "${{ matrix.test }}"],
            job.List("steps").Select(step => step.Text("run")).Where(run => run.Length > 0));
    }

    [Fact]
    public void It_builds_with_our_SDK_and_has_a_right_to_nothing_but_reading()
    {
        YamlMappingNode workflow = YamlText.Read(Workflow);
        YamlNode[] actions = [.. workflow["jobs"]["build"].List("steps").Where(step => step.Text("uses").Length > 0)];

        Assert.Equal(["contents"], ((YamlMappingNode)workflow["permissions"]).Keys());
        Assert.Equal("read", workflow["permissions"].Text("contents"));
        YamlNode kit = actions.Single(step => step.Text("uses").StartsWith("actions/setup-dotnet@", StringComparison.Ordinal));
        Assert.Equal("global.json", kit["with"].Text("global-json-file"));
        Assert.All(actions, step => Assert.StartsWith("actions/", step.Text("uses"), StringComparison.Ordinal));
    }

    [Fact]
    public void Forms_for_issues_have_what_is_asked_of_them()
    {
        string[] forms = [.. RepositoryFiles.Under(".github/ISSUE_TEMPLATE", ".yml").Where(path => !path.EndsWith("/config.yml", StringComparison.Ordinal))];

        Assert.NotEmpty(forms);
        foreach (YamlMappingNode form in forms.Select(YamlText.Read))
        {
            Assert.All(["name", "description"], key => Assert.NotEqual("", form.Text(key)));
            YamlNode[] body = [.. form.List("body")];
            Assert.All(body, field => Assert.Contains(field.Text("type"), (string[])["textarea", "input"]));
            Assert.All(body, field => Assert.NotEqual("", field["attributes"].Text("label")));
            Assert.Equal(body.Length, body.Select(field => field.Text("id")).Distinct().Count());
        }
    }
}
