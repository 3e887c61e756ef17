namespace AttnExtract.Cli;

/// <content>What is said of serving.</content>
internal static partial class Messages
{
    /// <summary>A token that can be guessed, or that an address cannot hold.</summary>
    public static string BadToken(int shortest) =>
        $"The token is not taken: it needs at least {shortest} letters, digits, hyphens or underscores, as 'openssl rand -hex 16' makes them.";

    /// <summary>What is no address.</summary>
    public static string BadAddress(string typed) =>
        $"'{typed}' cannot be read after --listen: an address of this machine was expected, such as 0.0.0.0 or 192.168.0.7.";

    /// <summary>Others could run the models.</summary>
    public static string ListenNeedsToken() =>
        "--listen lets other machines in, and so needs a token that you hand out: give --token TOKEN, or set ATTN_TOKEN, which the list of processes "
        + "does not show.";

    /// <summary>A program that belongs beside this one is not there.</summary>
    public static string NoSibling(string name, string folder) =>
        $"The program '{name}' belongs beside attn, in '{folder}', and is not there; 'dotnet build -c Release' in the repository makes both.";

    /// <summary>A program that belongs beside this one cannot be started.</summary>
    public static string SiblingFails(string path, string reason) => $"'{path}' cannot be started: {reason}.";

    /// <summary>Somebody else has the port.</summary>
    public static string PortIsTaken(int port) =>
        $"Port {port} of this machine is taken, perhaps by another 'attn serve'; give another --port, or none for one that is free.";

    /// <summary>An address that is not this machine's.</summary>
    public static string NotOurAddress(string address, string reason) =>
        $"This machine cannot be reached at '{address}' ({reason}); give --listen one of its own addresses, or 0.0.0.0 for all.";

    /// <summary>Where the server is.</summary>
    public static string Serving(string address, string model, int others) =>
        $"{model}{(others > 0 ? $" and {Count(others, "other model")}" : "")} at {address}\nCtrl-C ends it.";
}
