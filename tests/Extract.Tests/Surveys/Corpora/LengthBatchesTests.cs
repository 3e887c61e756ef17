using AttnExtract.Extract.Surveys.Corpora;
using CsCheck;

namespace AttnExtract.Extract.Tests.Surveys.Corpora;

public sealed class LengthBatchesTests
{
    [Fact]
    public void Every_text_is_in_one_batch_with_others_of_like_length() =>
        Gen.Int[1, 60].Array[0, 3000].Sample(lengths =>
        {
            (int Place, int Length)[] texts = [.. lengths.Index().Select(item => (item.Index, item.Item))];

            (int Place, int Length)[][] batches = [.. LengthBatches.Of(texts, text => text.Length, length => 100 / length).Select(batch => batch.ToArray())];

            Assert.Equal(texts, batches.SelectMany(batch => batch).Order());
            Assert.All(batches, batch =>
            {
                int longest = batch.Max(text => text.Length);
                Assert.InRange(batch.Length, 1, 100 / longest);
                Assert.All(batch, text => Assert.True(text.Length >= 0.9 * longest));
            });
        }, iter: 20);
}
