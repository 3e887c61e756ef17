using Markdig;
using Markdig.Syntax;

namespace AttnExtract.Repository.Tests.Documents;

/// <summary>
/// One code block of a document. A reader copies commands from <c>sh</c> blocks, and the tests run them; <c>sh network</c> marks a
/// block whose commands would download something, <c>sh slurm</c> one that submits jobs: where a test has not what a block needs, it asks for
/// the help of each command only.
/// </summary>
internal sealed record DocumentBlock(string Document, int Line, string Language, string Needs, string[] Commands)
{
    public string Place => $"{Document}:{Line}";

    /// <summary>The code blocks of a text in Markdown, indented ones (language "") too.</summary>
    public static IReadOnlyList<DocumentBlock> Read(string document, string text) =>
    [
        .. Markdown.Parse(text).Descendants<CodeBlock>().Select(block =>
        {
            FencedCodeBlock? fenced = block as FencedCodeBlock;
            return new DocumentBlock(
                document, block.Line + 1, fenced?.Info ?? "", fenced?.Arguments ?? "", block.Lines.ToString().Split('\n'));
        }),
    ];
}
