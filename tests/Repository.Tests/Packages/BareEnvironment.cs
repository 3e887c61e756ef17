using AttnExtract.Testing;

namespace AttnExtract.Repository.Tests.Packages;

/// <summary>
/// Where nothing is but the program: no environment, and another user where there is one to become, who may write neither to its folder nor at home.
/// </summary>
internal static class BareEnvironment
{
    /// <summary>What stands before a command, so that nothing of this process but its right to be started reaches it.</summary>
    public static string[] Words(bool bringsItsRuntime)
    {
        if (OperatingSystem.IsWindows())
        {
            return ["cmd", "/c"];
        }

        const string Other = "65534";
        string[] user = Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv")
            ? ["/usr/bin/setpriv", "--reuid", Other, "--regid", Other, "--clear-groups"]
            : [];
        return ["env", "-i", "PATH=/usr/bin:/bin", "HOME=/", .. bringsItsRuntime ? Array.Empty<string>() : [$"DOTNET_ROOT={BuiltProgram.DotnetRoot}"], .. user];
    }

    /// <summary>A new folder that everybody may write to, in one that everybody may enter.</summary>
    public static string Work(TemporaryFolder folder)
    {
        string work = Directory.CreateDirectory(folder["work"]).FullName;
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Enter = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
            File.SetUnixFileMode(folder.Path, Enter);
            File.SetUnixFileMode(work, Enter | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);
        }

        return work;
    }
}
