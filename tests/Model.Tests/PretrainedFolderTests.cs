using System.Reflection;
using System.Runtime.Loader;
using AttnExtract.Model.Folders;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests;

/// <summary>A model folder that is opened once, asked, and then loaded.</summary>
public sealed class PretrainedFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PretrainedFolderTests() => SmallModel.MakeBert(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Its_configuration_is_read_once()
    {
        PretrainedFolder opened = PretrainedFolder.Open(_folder.Path);
        File.Delete(Path.Combine(_folder.Path, ModelConfig.FileName));

        using PretrainedModel model = opened.Load();

        Assert.Same(opened.Config, model.Config);
        Assert.Same(opened.Spec, model.Spec);
        Assert.Equal(opened.Name, model.Name);
        Assert.Equal(opened.Path, model.Folder);
    }

    [Fact]
    public void It_opens_without_libtorch()
    {
        WithoutNatives context = new();
        Type folder = context.LoadFromAssemblyPath(typeof(PretrainedFolder).Assembly.Location).GetType(typeof(PretrainedFolder).FullName!)!;
        object opened = folder.GetMethod(nameof(PretrainedFolder.Open))!.Invoke(null, [_folder.Path])!;

        Assert.Equal(
            PretrainedFolder.Open(_folder.Path).Spec.ToString(), folder.GetProperty(nameof(PretrainedFolder.Spec))!.GetValue(opened)!.ToString());
        TargetInvocationException failure = Assert.Throws<TargetInvocationException>(
            () => folder.GetMethod(nameof(PretrainedFolder.Load))!.Invoke(opened, [Enum.ToObject(context.Precision, 0), null]));
        Assert.Contains(WithoutNatives.Refusal, failure.ToString());
    }

    // A second copy of the program's code, to which no native library is given.
    private sealed class WithoutNatives() : AssemblyLoadContext(nameof(WithoutNatives))
    {
        public const string Refusal = "no native library here";

        public Type Precision => LoadFromAssemblyPath(typeof(Precision).Assembly.Location).GetType(typeof(Precision).FullName!)!;

        protected override Assembly? Load(AssemblyName assemblyName) =>
            Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll") is var path && File.Exists(path) ? LoadFromAssemblyPath(path) : null;

        protected override nint LoadUnmanagedDll(string unmanagedDllName) => throw new DllNotFoundException(Refusal);
    }
}
