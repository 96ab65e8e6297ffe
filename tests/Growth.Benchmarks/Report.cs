using System.Globalization;
using System.Runtime.InteropServices;

namespace Growth.Benchmarks;

/// <summary>How figures are told.</summary>
internal enum ReportShape
{
    Table,
    Json,
    Markdown,
}

/// <summary>Writes each figure as soon as it is known: a table, or one JSON object a line. What is going on goes to standard error.</summary>
internal sealed class Report(ReportShape shape)
{
    private bool _begun;

    public static string Machine()
    {
        var machine = string.Create(CultureInfo.InvariantCulture,
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}");
#if DEBUG
        machine += ", DEBUG BUILD: these figures mean nothing";
#endif
        return machine;
    }

    public void Write(Figure figure)
    {
        if (!_begun && shape == ReportShape.Table) Console.Out.WriteLine(Machine() + "\n" + Figure.Header);
        if (!_begun && shape == ReportShape.Markdown) Console.Out.WriteLine(Machine() + "\n\n" + Figure.MarkdownHeader);
        _begun = true;
        Console.Out.WriteLine(shape switch { ReportShape.Json => figure.ToJson(), ReportShape.Markdown => figure.ToMarkdown(), _ => figure.ToRow() });
    }

    public static void Say(string what) => Console.Error.WriteLine(what);
}
