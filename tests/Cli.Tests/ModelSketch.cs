using System.Buffers.Binary;
using System.Text;
using AttnExtract.Model;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>Model folders with something wrong about them, in a temporary folder.</summary>
internal static class ModelSketch
{
    /// <summary>The bundled model's configuration with one change.</summary>
    public static string Config(string from, string to)
    {
        string config = File.ReadAllText(Path.Combine(PretrainedModel.BundledFolder, "config.json"));
        Assert.Contains(from, config);
        return config.Replace(from, to);
    }

    /// <summary>The bundled model's configuration.</summary>
    public static string Config() => File.ReadAllText(Path.Combine(PretrainedModel.BundledFolder, "config.json"));

    /// <summary>A safetensors file of a header and so many zeros.</summary>
    public static byte[] Weights(string header, int dataLength, long? headerLength = null)
    {
        byte[] bytes = new byte[sizeof(long) + Encoding.UTF8.GetByteCount(header) + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, headerLength ?? Encoding.UTF8.GetByteCount(header));
        Encoding.UTF8.GetBytes(header, bytes.AsSpan(sizeof(long)));
        return bytes;
    }

    /// <summary>A model folder.</summary>
    /// <param name="folder">Where to make it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="config">Its configuration, or null for none.</param>
    /// <param name="weights">Its weights; null for those of the bundled model.</param>
    public static string Make(TemporaryFolder folder, string name, string? config, byte[]? weights = null)
    {
        string path = Directory.CreateDirectory(folder[name]).FullName;
        File.Copy(Path.Combine(PretrainedModel.BundledFolder, "vocab.txt"), Path.Combine(path, "vocab.txt"));
        if (config is not null)
        {
            File.WriteAllText(Path.Combine(path, "config.json"), config);
        }

        if (weights is null)
        {
            File.Copy(Path.Combine(PretrainedModel.BundledFolder, "model.safetensors"), Path.Combine(path, "model.safetensors"));
        }
        else
        {
            File.WriteAllBytes(Path.Combine(path, "model.safetensors"), weights);
        }

        return path;
    }
}
