using System.Text;
using AttnExtract.Ground;
using AttnExtract.Model.Weights;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Weights;

/// <summary>A weight that is not finite ends in one sentence where it is loaded, before a kernel can swallow it.</summary>
public sealed class WeightSoundnessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(float.NaN, "a value that is not a number")]
    [InlineData(float.PositiveInfinity, "an infinite number")]
    [InlineData(float.NegativeInfinity, "an infinite number")]
    public void A_model_with_a_weight_that_is_not_finite_is_refused(float value, string what)
    {
        string model = SmallModel.MakeBert(_folder["model"]);
        string file = Path.Combine(model, "model.safetensors");
        byte[] bytes = File.ReadAllBytes(file);
        int data = 8 + (int)BitConverter.ToInt64(bytes);
        BitConverter.GetBytes(value).CopyTo(bytes, data + (4 * ((3 * SmallModel.HiddenSize) + 5)));
        File.WriteAllBytes(file, bytes);

        string message = $"'{file}' is damaged: 'bert.embeddings.word_embeddings.weight' holds {what} at [3, 5], and every weight must be finite. "
            + "Get the file anew.";
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => PretrainedModel.Load(model)).Message);
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => PretrainedModel.Load(model, Precision.Float64)).Message);
    }

    [Theory]
    [InlineData("F16", 0x7c00, "an infinite number")]
    [InlineData("F16", 0xfe00, "a value that is not a number")]
    [InlineData("BF16", 0x7f80, "an infinite number")]
    public void Numbers_of_16_bits_are_checked_too(string type, int bits, string what)
    {
        byte[] header = Encoding.UTF8.GetBytes($"{{\"w\":{{\"dtype\":\"{type}\",\"shape\":[2,3],\"data_offsets\":[0,12]}}}}");
        byte[] numbers = new byte[12];
        BitConverter.GetBytes((ushort)bits).CopyTo(numbers, 2 * 4);
        string file = _folder.Write("model.safetensors", [.. BitConverter.GetBytes((long)header.Length), .. header, .. numbers]);

        using Checkpoint checkpoint = Checkpoint.Open(_folder.Path);
        AttnExtractException error = Assert.Throws<AttnExtractException>(() => checkpoint.Tensors["w"].CopyWeightTo(new float[6]));

        Assert.Equal($"'{file}' is damaged: 'w' holds {what} at [1, 1], and every weight must be finite. Get the file anew.", error.Message);
    }

    [Fact]
    public void The_first_number_that_is_not_finite_is_found_wherever_it_stands()
    {
        for (int length = 0; length < 40; length++)
        {
            float[] numbers = [.. Enumerable.Repeat(float.MaxValue, length)];
            Assert.Equal(-1, NumberConversion.FirstNotFinite<float>(numbers));
            for (int place = length - 1; place >= 0; place--)
            {
                numbers[place] = place % 2 == 0 ? float.NaN : float.NegativeInfinity;
                Assert.Equal(place, NumberConversion.FirstNotFinite<float>(numbers));
            }
        }
    }
}
