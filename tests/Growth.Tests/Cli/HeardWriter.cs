using System.Text;

namespace Growth.Tests.Cli;

/// <summary>What a command has written so far, while it still runs.</summary>
internal sealed class HeardWriter : StringWriter
{
    private readonly Lock _lock = new();

    public bool Has(string text)
    {
        lock (_lock) return base.ToString().Contains(text, StringComparison.Ordinal);
    }

    public override void Write(char value)
    {
        lock (_lock) base.Write(value);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        lock (_lock) base.Write(buffer, index, count);
    }

    public override void Write(string? value)
    {
        lock (_lock) base.Write(value);
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_lock) base.Write(buffer);
    }

    public override void WriteLine(string? value)
    {
        lock (_lock) base.WriteLine(value);
    }

    public override void Write(StringBuilder? value)
    {
        lock (_lock) base.Write(value);
    }
}
