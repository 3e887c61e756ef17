using AttnExtract.Ground;
using AttnExtract.Model.Hub;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Hub;

/// <summary>A Hub with one small model, and an empty cache.</summary>
internal sealed class HubSketch : IDisposable
{
    public const string Id = "tiny/bert";

    private readonly TemporaryFolder _folder = new();

    public HubSketch()
    {
        Server.Files["config.json"] = """{"model_type": "none"}"""u8.ToArray();
        Server.Files["tokenizer.json"] = "{}"u8.ToArray();
        Server.Files["model.safetensors"] = Bytes(300_000);
        Server.Files["README.md"] = "Not needed."u8.ToArray();
        Settings = new HubSettings
        {
            CacheFolder = _folder["hub"],
            Endpoint = Server.Endpoint,
            FirstPause = TimeSpan.FromMilliseconds(1),
            Clock = Clock,
        };
    }

    public HubServer Server { get; } = new(Id);

    public HubClock Clock { get; } = new(limit: TimeSpan.FromSeconds(10));

    public HubSettings Settings { get; set; }

    public string Model => Path.Combine(Settings.CacheFolder, "models--tiny--bert");

    public string Snapshot => Path.Combine(Model, "snapshots", Server.Commit);

    public string Part => Path.Combine(Model, "blobs", Server.Tag("model.safetensors") + ".incomplete");

    public Notes Progress { get; } = new();

    public static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    public string Resolve(string name = Id) => HubModel.Resolve(name, Settings, Progress, TestContext.Current.CancellationToken);

    public void Refuses(string message, string name = Id) =>
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => Resolve(name)).Message);

    public void Dispose()
    {
        Server.Dispose();
        _folder.Dispose();
    }

    /// <summary>Keeps what it is told.</summary>
    public sealed class Notes : HubProgress
    {
        public List<string> Begun { get; } = [];

        public List<string> Finished { get; } = [];

        public List<string> Sentences { get; } = [];

        public List<(string File, long Done, long Size)> Reports { get; } = [];

        public override void Begin(string model, string endpoint) => Begun.Add(model);

        public override void Report(string file, long done, long size) => Reports.Add((file, done, size));

        public override void Finish(string file) => Finished.Add(file);

        public override void Note(string sentence) => Sentences.Add(sentence);
    }
}
