using System.Text;
using AttnExtract.Cli.Running;
using AttnExtract.Model.Families;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>What cannot be done: exit code 1 and one sentence, whoever on which floor says it.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Picture => _folder["a.png"];

    [Theory]
    [InlineData("", "The text is empty; give a sentence with words.")]
    [InlineData("   ", "The text is only white space; give a sentence with words.")]
    [InlineData("\u200b", "The tokenizer finds nothing to read in '\u200b'; give a sentence with words.")]
    public void A_text_without_words_is_refused(string text, string message)
    {
        CliRun.Of("figure", text, "-o", Picture).FailedWith(1, message);
        CliRun.Of("capture", text, "-o", _folder["a.npz"]).FailedWith(1, message);
    }

    [Fact]
    public void A_name_that_is_empty_is_refused()
    {
        const string Read = "The name of the file to read is empty; give one.";
        CliRun.Of("figure", "-i", "", "-o", Picture).FailedWith(1, Read);
        CliRun.Of("embed", "", "--json").FailedWith(1, Read);
        CliRun.Of("heads", "").FailedWith(1, Read);
        CliRun.Of("capture", "a", "--ablate", "0.0=mean", "--reference", "", "-o", _folder["a.npz"]).FailedWith(1, Read);
        CliRun.Of("figure", "a", "--per-head", "").FailedWith(1, "The name of the folder to write is empty; give one.");
        CliRun.Of("figure", "a", "-o", "").FailedWith(1, "The name of the file to write is empty; give one.");
        CliRun.Of("prune", "0.0", "-o", "").FailedWith(1, "The name of the folder to write is empty; give one.");
    }

    [Fact]
    public void A_file_that_gives_nothing_is_refused()
    {
        if (!File.Exists("/proc/self/mem"))
        {
            return;
        }

        foreach (string extension in (string[])[".csv", ".tsv", ".json", ".npy"])
        {
            File.CreateSymbolicLink(_folder["a" + extension], "/proc/self/mem");
            CliRun run = CliRun.Of("heatmap", _folder["a" + extension], "--json");

            Assert.Equal(1, run.ExitCode);
            Assert.StartsWith($"attn: '{_folder["a" + extension]}' cannot be read: Input/output error", run.Error);
        }
    }

    [Fact]
    public void A_text_of_100000_words_is_refused_with_both_counts()
    {
        string text = string.Join(' ', Enumerable.Repeat("word", 100_000));

        CliRun.Of("figure", text, "-o", Picture)
            .FailedWith(
                1, "The text has 100002 tokens, but all-MiniLM-L6-v2 reads at most 512. Shorten it, or cut it off with --truncate.");
    }

    [Fact]
    public void A_site_that_does_not_exist_is_refused()
    {
        CliRun.Of("capture", "a", "-o", _folder["a.npz"], "--sites", "layers.0.attention.patern")
            .FailedWith(
                1,
                "No hook point 'layers.0.attention.patern'. Did you mean 'layers.0.attention.pattern'? List them: attn inspect --hooks");
    }

    [Theory]
    [InlineData("--layers", "6", "There is no layer 6: all-MiniLM-L6-v2 has layers 0 to 5.")]
    [InlineData("--heads", "0,12", "There is no head 12: all-MiniLM-L6-v2 has heads 0 to 11.")]
    public void A_layer_or_head_that_does_not_exist_is_refused(string option, string numbers, string message)
    {
        CliRun.Of("figure", "a", "-o", Picture, option, numbers).FailedWith(1, message);
        CliRun.Of("capture", "a", "-o", _folder["a.npz"], option, numbers).FailedWith(1, message);
    }

    [Fact]
    public void A_layer_that_a_capture_does_not_have_is_refused()
    {
        string run = _folder["run.npz"];
        CliRun.Of("capture", "a", "-o", run, "--layers", "1-2").Succeeded();

        CliRun.Of("figure", "--from", run, "-o", Picture, "--layers", "3").FailedWith(
            1, "The maps of layer 3 were not captured; this record has layers 1-2: choose among them or capture again.");
    }

    [Fact]
    public void A_model_folder_that_is_missing_or_none_is_refused()
    {
        string missing = _folder["none"];
        string noConfig = ModelSketch.Make(_folder, "no-config", config: null, weights: []);
        string unknown = ModelSketch.Make(_folder, "unknown", ModelSketch.Config("\"bert\"", "\"bret\""), weights: []);

        string families = string.Join(", ", FamilyCatalog.All.SelectMany(family => family.ModelTypes));
        foreach (string command in (string[])["figure", "capture", "tokenize", "inspect"])
        {
            string[] line = command switch
            {
                "figure" => [command, "a", "-o", Picture],
                "capture" => [command, "a", "-o", _folder["a.npz"]],
                "tokenize" => [command, "a", "--truncate"],
                _ => [command],
            };
            CliRun.Of([.. line, "-m", missing]).FailedWith(
                1,
                $"There is no model folder '{missing}'. Give a folder as Hugging Face libraries write it, "
                    + "with config.json, weights and a tokenizer.");
            CliRun.Of([.. line, "-m", noConfig]).FailedWith(
                1, $"'{noConfig}' is not a model folder: it has no config.json; it holds model.safetensors, vocab.txt.");
            CliRun.Of([.. line, "-m", unknown]).FailedWith(
                1, $"No family of models is called 'bret'. Did you mean 'bert'? Known are {families}.");
        }
    }

    [Fact]
    public void Broken_weights_are_refused()
    {
        const string Whole = """{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""";
        const string Overlapping =
            """{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"b":{"dtype":"F32","shape":[4],"data_offsets":[8,24]}}""";
        const string MisShaped = """{"a":{"dtype":"F32","shape":[5],"data_offsets":[0,16]}}""";

        Refuses("truncated", ModelSketch.Weights(Whole, 8), file =>
            $"Tensor 'a' of '{file}' has data_offsets [0, 16], but only 8 bytes follow the header; the file may be cut off.");
        Refuses("overlapping", ModelSketch.Weights(Overlapping, 24), file =>
            $"Tensors 'a' and 'b' of '{file}' overlap: one ends at byte 16 of the data, the other begins at 8.");
        Refuses("oversized", ModelSketch.Weights("{}", 0, headerLength: 1L << 40), file =>
            $"'{file}' is not a safetensors file: its first 8 bytes announce a header of 1099511627776 bytes, "
                + "and at most 100000000 are allowed.");
        Refuses("mis-shaped", ModelSketch.Weights(MisShaped, 16), file =>
            $"Tensor 'a' of '{file}' has shape [5] of F32, which takes 20 bytes, but its data_offsets [0, 16] hold 16.");

        void Refuses(string name, byte[] weights, Func<string, string> message)
        {
            string model = ModelSketch.Make(_folder, name, ModelSketch.Config(), weights);
            CliRun.Of("figure", "a", "-o", Picture, "-m", model).FailedWith(1, message(Path.Combine(model, "model.safetensors")));
        }
    }

    [Fact]
    public void A_configuration_that_disagrees_with_the_weights_is_refused()
    {
        string model = ModelSketch.Make(_folder, "narrow", ModelSketch.Config("\"hidden_size\": 384", "\"hidden_size\": 192"));

        CliRun.Of("figure", "a", "-o", Picture, "-m", model).FailedWith(
            1,
            $"The weights in '{model}' do not fit its config.json: 'embeddings.position_embeddings.weight' has shape [512, 384], "
                + "but the configuration asks for [512, 192], and 96 more tensors like it.");
    }

    [Theory]
    [InlineData("figure", ".png")]
    [InlineData("capture", ".npz")]
    public void A_file_that_cannot_be_written_is_refused(string command, string extension)
    {
        string inMissing = Path.Combine(_folder["none"], "a" + extension);
        string folder = Directory.CreateDirectory(_folder["b" + extension]).FullName;
        string inFile = Path.Combine(_folder.Write("c" + extension, []), "a" + extension);

        CliRun.Of(command, "a", "-o", inMissing)
            .FailedWith(1, $"'{inMissing}' cannot be written: there is no folder '{_folder["none"]}'; make it first.");
        CliRun.Of(command, "a", "-o", folder)
            .FailedWith(1, $"'{folder}' cannot be written: it is a folder; give the name of a file in it.");
        CliRun.Of(command, "a", "-o", _folder.Path)
            .FailedWith(1, $"'{_folder.Path}' cannot be written: it is a folder; give the name of a file in it.");
        CliRun.Of(command, "a", "-o", inFile)
            .FailedWith(1, $"'{inFile}' cannot be written: '{Path.GetDirectoryName(inFile)}' is a file, not a folder.");
        CliRun.Of(command, "a", "-o", "").FailedWith(1, "The name of the file to write is empty; give one.");
    }

    [Fact]
    public void A_folder_that_takes_no_files_is_refused()
    {
        if (OperatingSystem.IsLinux())
        {
            // Not even root may make a file there.
            CliRun.Of("figure", "a", "-o", "/proc/a.png").FailedWith(1, "'/proc/a.png' cannot be written: its folder takes no new files.");
        }
    }

    [Fact]
    public void A_folder_of_heads_that_is_a_file_is_refused()
    {
        string file = _folder.Write("heads", []);

        CliRun.Of("figure", "a", "--per-head", file).FailedWith(1, $"'{file}' is a file; --per-head needs a folder, there or to be made.");
    }

    [Fact]
    public void A_file_of_texts_that_is_missing_empty_or_no_text_is_refused()
    {
        CliRun.Of("tokenize", "-i", _folder["none.txt"]).FailedWith(1, $"There is no file '{_folder["none.txt"]}'.");

        string empty = _folder.Write("empty.txt", "\n  \n"u8);
        CliRun.Of("tokenize", "-i", empty).FailedWith(1, $"'{empty}' holds no text; one a line was expected.");
        CliRun.Of("tokenize", "-i", "-").FailedWith(1, "Standard input holds no text; one a line was expected.");

        string binary = _folder.Write("binary.txt", [0xc3, 0x28]);
        CliRun.Of("tokenize", "-i", binary).FailedWith(1, $"Line 1 of '{binary}' is not UTF-8 text; mend it, or leave such lines out (--skip-bad).");
    }

    [Fact]
    public void A_capture_that_is_none_is_refused()
    {
        CliRun.Of("figure", "--from", _folder["none.npz"], "-o", Picture).FailedWith(1, $"There is no file '{_folder["none.npz"]}'.");

        string broken = _folder.Write("broken.json", "{}"u8);
        CliRun.Of("figure", "--from", broken, "-o", Picture).FailedWith(
            1,
            $"'{broken}' holds no record: it has no 'record', where AttnExtract keeps the text, the tokens "
                + "and where the numbers come from.");
    }

    [Fact]
    public void Nothing_is_left_behind_by_a_failure()
    {
        CliRun run = CliRun.Of("figure", "a", "-o", Picture, "-o", _folder["b.png"], "-m", _folder["none"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_failure_shows_where_it_happened_to_whoever_asks()
    {
        string error = CliRun.Of("figure", "", "-o", Picture, "--verbose").Error;

        Assert.StartsWith("attn: The text is empty; give a sentence with words.\n", error);
        Assert.Contains("\n   at AttnExtract.", error);
    }

    [Fact]
    public void A_failure_that_nobody_expected_is_one_sentence_too()
    {
        using MemoryStream error = new();
        Shell shell = new(() => throw new InvalidOperationException("the cable\nis out."), new MemoryStream(), error, new ModelShelf());

        Assert.Equal(1, Program.Run(["tokenize", "-i", "-"], shell));
        Assert.Equal(
            "attn: Something went wrong that should not: the cable is out. Add --verbose to see where.\n",
            Encoding.UTF8.GetString(error.ToArray()));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_sentence_quotes_is_not_as_long_as_a_file()
    {
        string table = _folder.Write("m.csv", Encoding.ASCII.GetBytes($"x,y\n{new string('a', 1_000_000)},2\n3,4\n"));

        CliRun run = CliRun.Of("heatmap", table, "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Matches($"^attn: '[^']+/m\\.csv'.*'a+ … a+'.*\n$", run.Error);
        Assert.InRange(run.Error.Length, 1000, 10_000);
    }
}
