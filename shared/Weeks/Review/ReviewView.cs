using Growth.Tracking;

namespace Growth.Weeks.Review;

/// <summary>A review in words, in one language, before it becomes Markdown or HTML. Texts are plain and not yet escaped.</summary>
internal sealed record ReviewView
{
    /// <summary>BCP 47.</summary>
    public required string Language { get; init; }

    public required string Title { get; init; }

    public required string Badge { get; init; }

    public required string Subtitle { get; init; }

    public required string Headline { get; init; }

    /// <summary>Met, missed and too early, each with its word and count.</summary>
    public required IReadOnlyList<(Verdict Verdict, string Label, int Count)> Score { get; init; }

    public required string DoHeading { get; init; }

    public required IReadOnlyList<AdviceView> Do { get; init; }

    public required string PiecesHeading { get; init; }

    public required IReadOnlyList<PieceView> Pieces { get; init; }

    public required string FunnelHeading { get; init; }

    public required IReadOnlyList<StageView> Funnel { get; init; }

    public required string Loss { get; init; }

    public required string CampaignHeading { get; init; }

    public required IReadOnlyList<(string Label, string Value)> Campaign { get; init; }

    public required string HappenedHeading { get; init; }

    public required IReadOnlyList<string> Happened { get; init; }

    public required string BeforeHeading { get; init; }

    /// <summary>First row: column names. Empty: this is the first week.</summary>
    public required IReadOnlyList<IReadOnlyList<string>> Before { get; init; }

    public required string NextHeading { get; init; }

    public required string NextNote { get; init; }

    public required string NextYaml { get; init; }

    /// <summary>What the numbers reach to, and what comes next.</summary>
    public required string State { get; init; }
}

internal sealed record AdviceView(AdviceKind Kind, string Label, string Text);

internal sealed record PieceView(string Title, string Link, string Published, bool IsPublished, IReadOnlyList<RateView> Rates, string Counts);

/// <param name="Figures"><c>65.0% (60.6% - 69.1%), 312 of 480, target 60%</c></param>
/// <param name="Verdict">In words, with its leaning when it is too early.</param>
internal sealed record RateView(string Label, MeasuredRate Measured, string Value, string Figures, string Verdict);

internal sealed record StageView(string Label, long Count, string Conversion, bool IsLoss);
