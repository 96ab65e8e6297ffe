namespace Growth.Cli.Help;

/// <summary>What <c>--help</c> teaches beyond the list of options.</summary>
internal sealed record Guide
{
    /// <summary>What it does and when one needs it, in a few sentences.</summary>
    public required string Text { get; init; }

    public required string Reads { get; init; }

    public required string Writes { get; init; }

    public required IReadOnlyList<(string Command, string Meaning)> Examples { get; init; }

    /// <summary>Exit codes of this command that need a word of their own.</summary>
    public IReadOnlyList<(int Code, string Meaning)> Exits { get; init; } = [];
}
