namespace AttnExtract.Ground;

/// <summary>A number of this machine that a test may give another value, for its own thread and those that it starts.</summary>
internal sealed class Pretended
{
    private readonly AsyncLocal<double?> _value = new();

    /// <summary>The value; null where nobody pretends.</summary>
    public double? Value => _value.Value;

    /// <summary>Gives it a value.</summary>
    /// <returns>Ends the pretence when disposed.</returns>
    public IDisposable As(double value) => new Pretence(_value, value);

    private sealed class Pretence : IDisposable
    {
        private readonly AsyncLocal<double?> _pretended;
        private readonly double? _before;

        public Pretence(AsyncLocal<double?> pretended, double value)
        {
            (_pretended, _before) = (pretended, pretended.Value);
            _pretended.Value = value;
        }

        public void Dispose() => _pretended.Value = _before;
    }
}
