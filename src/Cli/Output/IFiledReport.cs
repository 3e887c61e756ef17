namespace AttnExtract.Cli.Output;

/// <summary>A report of what also goes into files.</summary>
internal interface IFiledReport : IReport
{
    /// <summary>What the files hold, in a few words.</summary>
    string Summary { get; }
}
