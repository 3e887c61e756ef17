using System.Runtime.InteropServices;
using AttnExtract.Ground;

namespace AttnExtract.Model.Text.Steps.PostProcessors;

/// <summary>Lays the texts into a template that says where added tokens stand and which type id each part has.</summary>
/// <param name="name">Its <c>type</c> in tokenizer.json: there are other names for fixed templates.</param>
/// <param name="single">The template of one text.</param>
/// <param name="pair">The template of two.</param>
internal sealed class TemplateProcessing(
    string name, IReadOnlyList<TemplateProcessing.Slot> single, IReadOnlyList<TemplateProcessing.Slot> pair) : IPostProcessor
{
    public string Name => name;

    public static TemplateProcessing Read(JsonPart part)
    {
        Dictionary<string, IReadOnlyList<(int, string)>> specials = part.Get("special_tokens").Members()
            .ToDictionary(member => member.Name, member => ReadSpecial(member.Value));
        return new TemplateProcessing(
            "TemplateProcessing",
            [.. part.Get("single").Items().Select(item => ReadSlot(item, specials))],
            [.. part.Get("pair").Items().Select(item => ReadSlot(item, specials))]);
    }

    /// <summary>Reads BERT's template in the form <c>{"cls": ["[CLS]", 101], "sep": ["[SEP]", 102]}</c>.</summary>
    public static TemplateProcessing ReadBert(JsonPart part) =>
        Bert("BertProcessing", ReadToken(part.Get("cls")), ReadToken(part.Get("sep")));

    /// <summary>BERT's template: <c>[CLS] A [SEP] B [SEP]</c>, type 0 to the first separator and 1 after it.</summary>
    public static TemplateProcessing Bert(string name, (int Id, string Token) classifier, (int Id, string Token) separator)
    {
        Slot[] single = [new(null, [classifier], 0), new(0, [], 0), new(null, [separator], 0)];
        return new TemplateProcessing(name, single, [.. single, new Slot(1, [], 1), new Slot(null, [separator], 1)]);
    }

    /// <summary>RoBERTa's template: <c>&lt;s&gt; A &lt;/s&gt;&lt;/s&gt; B &lt;/s&gt;</c>, type 0 throughout.</summary>
    public static TemplateProcessing Roberta((int Id, string Token) classifier, (int Id, string Token) separator)
    {
        Slot[] single = [new(null, [classifier], 0), new(0, [], 0), new(null, [separator], 0)];
        return new TemplateProcessing(
            "TemplateProcessing", single, [.. single, new Slot(null, [separator], 0), new Slot(1, [], 0), new Slot(null, [separator], 0)]);
    }

    /// <summary>The template <c>[begin] A [end] B [end]</c>, type 0 throughout.</summary>
    public static TemplateProcessing Uniform((int Id, string Token) begin, (int Id, string Token) end)
    {
        Slot[] single = [new(null, [begin], 0), new(0, [], 0), new(null, [end], 0)];
        return new TemplateProcessing("TemplateProcessing", single, [.. single, new Slot(1, [], 0), new Slot(null, [end], 0)]);
    }

    /// <summary>The template <c>A [end] B [end]</c>, type 0 throughout.</summary>
    public static TemplateProcessing End((int Id, string Token) end)
    {
        Slot[] single = [new(0, [], 0), new(null, [end], 0)];
        return new TemplateProcessing("TemplateProcessing", single, [.. single, new Slot(1, [], 0), new Slot(null, [end], 0)]);
    }

    /// <summary>The template <c>A [end]</c>, or <c>A B [end]</c>, type 0 throughout.</summary>
    public static TemplateProcessing Close((int Id, string Token) end) =>
        new("TemplateProcessing", [new(0, [], 0), new(null, [end], 0)], [new(0, [], 0), new(1, [], 0), new(null, [end], 0)]);

    /// <summary>The template <c>[begin] A [begin] B</c>, type 0 for the first text and 1 for the second.</summary>
    public static TemplateProcessing Begin((int Id, string Token) begin)
    {
        Slot[] single = [new(null, [begin], 0), new(0, [], 0)];
        return new TemplateProcessing("TemplateProcessing", single, [.. single, new Slot(null, [begin], 1), new Slot(1, [], 1)]);
    }

    /// <summary>Reads a token in the form <c>["[SEP]", 102]</c>.</summary>
    public static (int Id, string Token) ReadToken(JsonPart part)
    {
        JsonPart[] items = [.. part.Items()];
        return items.Length == 2 ? (items[1].AsNumber(), items[0].AsText()) : throw part.Wrong("should be a token and its id");
    }

    public int AddedCount(bool isPair) => (isPair ? pair : single).Sum(slot => slot.Added.Count);

    public IReadOnlyList<List<EncodingToken>> Process(IReadOnlyList<List<EncodingToken>> texts, bool addSpecialTokens)
    {
        List<List<EncodingToken>> parts = [];
        foreach (Slot slot in texts.Count > 1 ? pair : single)
        {
            if (slot.Text is { } index)
            {
                foreach (ref EncodingToken token in CollectionsMarshal.AsSpan(texts[index]))
                {
                    token = token with { TypeId = slot.TypeId };
                }

                parts.Add(texts[index]);
            }
            else if (addSpecialTokens)
            {
                parts.Add([.. slot.Added.Select(added => new EncodingToken(added.Id, added.Token, 0, 0, slot.TypeId, null, null))]);
            }
        }

        return parts;
    }

    private static IReadOnlyList<(int, string)> ReadSpecial(JsonPart part)
    {
        List<int> ids = [.. part.Get("ids").Items().Select(id => id.AsNumber())];
        List<string> tokens = [.. part.Get("tokens").Items().Select(token => token.AsText())];
        return ids.Count == tokens.Count ? ids.Zip(tokens).ToList() : throw part.Wrong($"has {ids.Count} ids for {tokens.Count} tokens");
    }

    private static Slot ReadSlot(JsonPart part, Dictionary<string, IReadOnlyList<(int, string)>> specials)
    {
        if (part.Find("Sequence") is { } text)
        {
            int index = text.Text("id") switch { "A" => 0, "B" => 1, string other => throw text.Wrong($"should be A or B, not '{other}'") };
            return new Slot(index, [], text.Number("type_id", 0));
        }

        JsonPart special = part.Get("SpecialToken");
        return specials.TryGetValue(special.Text("id"), out IReadOnlyList<(int, string)>? added)
            ? new Slot(null, added, special.Number("type_id", 0))
            : throw special.Wrong($"names '{special.Text("id")}', which is not among its special_tokens");
    }

    /// <summary>A place in the template.</summary>
    /// <param name="Text">Which text stands here, or null for added tokens.</param>
    /// <param name="Added">The added tokens.</param>
    /// <param name="TypeId">The type id of whatever stands here.</param>
    internal sealed record Slot(int? Text, IReadOnlyList<(int Id, string Token)> Added, int TypeId);
}
