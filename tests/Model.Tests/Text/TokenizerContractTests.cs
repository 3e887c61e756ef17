using System.Buffers;
using AttnExtract.Ground;
using AttnExtract.Model.Text;
using AttnExtract.Testing;
using Microsoft.ML.Tokenizers;

namespace AttnExtract.Model.Tests.Text;

/// <summary>Used as a plain <see cref="Tokenizer"/>: no special tokens, offsets in UTF-16 units of the normalized text.</summary>
public sealed class TokenizerContractTests
{
    private const string Text = "Café 😀 [MASK] transformers!";

    private static readonly Tokenizer Bundled = TextTokenizer.Load(ReferenceData.BundledModel);

    [Fact]
    public void EncodeToTokens_places_tokens_in_the_normalized_text()
    {
        IReadOnlyList<EncodedToken> tokens = Bundled.EncodeToTokens(Text, out string? normalized);

        Assert.Equal("cafe 😀 [MASK] transformers!", normalized);
        Assert.Equal(["cafe", "[UNK]", "[MASK]", "transformers", "!"], tokens.Select(token => token.Value));
        Assert.Equal(["cafe", "😀", "[MASK]", "transformers", "!"], tokens.Select(token => normalized![token.Offset]));
    }

    [Fact]
    public void EncodeToTokens_takes_the_text_as_it_is_when_told_to()
    {
        IReadOnlyList<EncodedToken> tokens = Bundled.EncodeToTokens("Cat cat", out string? normalized, considerNormalization: false);

        Assert.Null(normalized);
        Assert.Equal(["[UNK]", "cat"], tokens.Select(token => token.Value));
        Assert.Equal([0..3, 4..7], tokens.Select(token => token.Offset));
        Assert.Equal(
            ["[UNK]"], Bundled.EncodeToTokens("cat cat", out _, considerPreTokenization: false).Select(token => token.Value));
    }

    [Fact]
    public void Every_verb_agrees_with_EncodeToTokens()
    {
        int[] ids = [.. Bundled.EncodeToTokens(Text, out _).Select(token => token.Id)];

        Assert.Equal(ids, Bundled.EncodeToIds(Text));
        Assert.Equal(ids, Bundled.EncodeToIds(Text.AsSpan()));
        Assert.Equal(ids.Length, Bundled.CountTokens(Text));
        Assert.Equal(
            ids,
            ((TextTokenizer)Bundled).Encode(Text, options: new EncodingOptions { AddSpecialTokens = false }).Tokens.Select(token => token.Id));
    }

    [Fact]
    public void EncodeToIds_stops_at_the_limit_and_says_how_far_it_came()
    {
        IReadOnlyList<int> ids = Bundled.EncodeToIds(Text, 3, out string? normalized, out int consumed);

        Assert.Equal(3, ids.Count);
        Assert.Equal("cafe 😀 [MASK]", normalized![..consumed]);
    }

    [Fact]
    public void GetIndexByTokenCount_counts_from_either_end()
    {
        int fromStart = Bundled.GetIndexByTokenCount(Text, 2, out string? normalized, out int startCount);
        int fromEnd = Bundled.GetIndexByTokenCountFromEnd(Text, 2, out _, out int endCount);

        Assert.Equal(("cafe 😀", 2), (normalized![..fromStart], startCount));
        Assert.Equal(("transformers!", 2), (normalized[fromEnd..], endCount));
    }

    [Fact]
    public void Decode_joins_words_and_continuations()
    {
        Assert.Equal("un ##bel ##ie ##v", string.Join(' ', Bundled.EncodeToTokens("unbeliev", out _).Select(token => token.Value)));
        Assert.Equal("unbeliev, it ' s [MASK].", Bundled.Decode(Bundled.EncodeToIds("unbeliev, it's [MASK].")));
    }

    [Fact]
    public void Decode_into_a_span_says_how_far_it_came()
    {
        int[] ids = [.. Bundled.EncodeToIds("a cat sat")];
        char[] room = new char[100];

        Assert.Equal((OperationStatus.Done, 3, "a cat sat"), DecodeInto(100, ids));
        Assert.Equal((OperationStatus.DestinationTooSmall, 2, "a cat"), DecodeInto(8, ids));
        Assert.Equal((OperationStatus.DestinationTooSmall, 0, ""), DecodeInto(0, ids));
        Assert.Equal((OperationStatus.InvalidData, 1, "a"), DecodeInto(100, [ids[0], -7]));

        (OperationStatus, int, string) DecodeInto(int length, int[] wanted)
        {
            OperationStatus status = Bundled.Decode(wanted, room.AsSpan(0, length), out int consumed, out int written);
            return (status, consumed, new string(room, 0, written));
        }
    }

    [Fact]
    public void Decode_names_an_id_that_does_not_exist() => Assert.Equal(
        "No token has the id 40000; the vocabulary has 30522 tokens.",
        Assert.Throws<AttnExtractException>(() => Bundled.Decode([40000])).Message);

    [Fact]
    public void Normalizer_and_PreTokenizer_do_the_steps_one_by_one()
    {
        string normalized = Bundled.Normalizer!.Normalize(Text);
        IEnumerable<(int Offset, int Length)> pieces = Bundled.PreTokenizer!.PreTokenize(normalized);

        Assert.Equal("cafe 😀 [MASK] transformers!", normalized);
        Assert.Equal(
            ["cafe", "😀", "[MASK]", "transformers", "!"],
            pieces.Select(piece => normalized.Substring(piece.Offset, piece.Length)));
    }
}
