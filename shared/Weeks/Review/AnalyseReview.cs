using Growth.Tracking;

namespace Growth.Weeks.Review;

/// <summary>What follows from a snapshot: rates, verdicts, funnel, advice. A pure function.</summary>
internal sealed record ReviewAnalysis
{
    public required IReadOnlyList<PieceResult> Pieces { get; init; }

    /// <summary>All pieces together: readings, a person counting once a piece.</summary>
    public required MeasuredRate Completion { get; init; }

    /// <inheritdoc cref="Completion"/>
    public required MeasuredRate Share { get; init; }

    public required Funnel Funnel { get; init; }

    public required FunnelLoss? BiggestLoss { get; init; }

    public required IReadOnlyList<Advice> Advice { get; init; }

    public IEnumerable<MeasuredRate> Measured => Pieces.SelectMany(piece => new[] { piece.Completion, piece.Share });

    public static ReviewAnalysis Of(ReviewSnapshot snapshot)
    {
        var pieces = snapshot.Pieces.Select(numbers => new PieceResult(
            numbers,
            MeasuredRate.Of(numbers.Completers, numbers.Readers, snapshot.CompletionTarget),
            MeasuredRate.Of(numbers.Sharers, numbers.Readers, snapshot.ShareTarget))).ToList();
        var funnel = Funnel.Of(snapshot.Pieces);
        return new ReviewAnalysis
        {
            Pieces = pieces,
            Completion = MeasuredRate.Of(funnel.Completers, funnel.Readers, snapshot.CompletionTarget),
            Share = MeasuredRate.Of(funnel.Sharers, funnel.Readers, snapshot.ShareTarget),
            Funnel = funnel,
            BiggestLoss = FunnelLoss.Biggest(funnel, snapshot.Previous is { } previous ? Funnel.Of(previous.Pieces) : null, snapshot.CompletionTarget, snapshot.ShareTarget),
            Advice = Advise.On(pieces, snapshot.Campaign),
        };
    }
}

internal sealed record PieceResult(PieceNumbers Numbers, MeasuredRate Completion, MeasuredRate Share)
{
    public bool Published => Numbers.PublishedAt is not null;
}

/// <summary>A rate beside its target.</summary>
internal sealed record MeasuredRate(Rate Rate, decimal Target, Verdict Verdict, Leaning Leaning)
{
    public static MeasuredRate Of(long successes, long trials, decimal target)
    {
        var rate = Rates.Of(successes, trials);
        var verdict = Rates.Judge(rate, target);
        return new MeasuredRate(rate, target, verdict.Verdict, verdict.Leaning);
    }

    /// <summary>About how many readers would decide it if the rate stayed as it is; null: decided, nobody yet, or too close to say.</summary>
    public long? ReadersToDecide()
    {
        if (Verdict != Verdict.TooEarly || Rate.Trials == 0) return null;
        const long most = 20_000;
        for (var trials = Rate.Trials; trials <= most; trials += Math.Max(1, trials / 20))
        {
            var successes = (long)Math.Round(Rate.Value * trials, MidpointRounding.AwayFromZero);
            if (Rates.Judge(Rates.Of(successes, trials), Target).Verdict != Verdict.TooEarly) return trials;
        }

        return null;
    }

    /// <summary>An estimate is not said to more than two figures: 1811 is about 1900.</summary>
    public static long About(long readers)
    {
        long unit = 1;
        while (readers / unit >= 100) unit *= 10;
        return (readers + unit - 1) / unit * unit;
    }
}
