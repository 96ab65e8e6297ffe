using NodaTime;

namespace Growth.Cli.Demo;

internal enum ActKind
{
    /// <summary>First start of the mini-program: gets a token and, if they want it, subscribes.</summary>
    Join,

    /// <summary>Opens the page, whose script reports a view.</summary>
    Open,

    Progress,

    Share,

    /// <summary>The shop tells Growth of something that they did there.</summary>
    Shop,
}

/// <summary>One thing somebody does at one minute of business time.</summary>
internal sealed record Act
{
    public required Instant At { get; init; }

    public required Person Person { get; init; }

    public required ActKind Kind { get; init; }

    /// <summary>The same in every run with this seed: sending it again changes nothing.</summary>
    public required string EventId { get; init; }

    public string Piece { get; init; } = "";

    /// <summary>Percent of the page.</summary>
    public int Scroll { get; init; }

    /// <summary>Active seconds since the page was opened.</summary>
    public int Seconds { get; init; }

    /// <summary>Whose link was followed: a person's name.</summary>
    public string? Via { get; init; }

    /// <summary>Of <see cref="ActKind.Shop"/>.</summary>
    public ShopCall? Call { get; init; }

    /// <summary>Where it stands among the acts of its visit.</summary>
    public int Step { get; init; }

    /// <summary>By time; then one person's acts in a fixed order, because the first one decides whose link brought them.</summary>
    public static IComparer<Act> Order { get; } = Comparer<Act>.Create(static (left, right) =>
    {
        var order = left.At.CompareTo(right.At);
        if (order == 0) order = string.CompareOrdinal(left.Person.Name, right.Person.Name);
        if (order == 0) order = left.Step.CompareTo(right.Step);
        return order != 0 ? order : string.CompareOrdinal(left.EventId, right.EventId);
    });
}
