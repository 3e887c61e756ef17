using System.Reflection;
using TorchSharp;
using Xunit.v3;

[assembly: AttnExtract.Model.Tests.HoldsTensors]

namespace AttnExtract.Model.Tests;

/// <summary>
/// Holds whatever tensors a test makes until it ends. libtorch is given a temporary's address and nothing keeps the temporary, so that a garbage
/// collection meanwhile, which many tests beside each other bring about, frees what is being read; what the program does, it does in scopes of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class HoldsTensorsAttribute : BeforeAfterTestAttribute
{
    [ThreadStatic]
    private static DisposeScope? _scope;

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        // A scope belongs to a thread, and what is awaited may go on on another one.
        if (methodUnderTest.ReturnType == typeof(void) && methodUnderTest.ReflectedType?.IsDefined(typeof(OutsideScopesAttribute)) != true)
        {
            _scope = torch.NewDisposeScope();
        }
    }

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (_scope is { } scope)
        {
            // What a test has put into a field outlives it.
            scope.Detach(scope.DisposablesView);
            scope.Dispose();
            _scope = null;
        }
    }
}

/// <summary>Says that a class of tests counts tensors that are in no scope.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OutsideScopesAttribute : Attribute;
