using NodaTime;

namespace Growth.Cli.Demo;

/// <summary>A published piece as people meet it. Whether it is a good one nobody decides: that is thrown with the dice, like the people.</summary>
internal sealed record Offer
{
    public required string Slug { get; init; }

    public required Instant PublishedAt { get; init; }

    /// <summary>The estimate that the plan carries.</summary>
    public required Duration ReadingTime { get; init; }

    /// <summary>How well its title draws; a factor around 1.</summary>
    public double Appeal { get; private init; }

    /// <summary>How many readers of middling patience stay to the end. Long pieces lose more.</summary>
    public double Grip { get; private init; }

    /// <summary>How much of what it gives wants to be passed on; a factor on generosity.</summary>
    public double Worth { get; private init; }

    public static Offer Create(int seed, string slug, Instant publishedAt, Duration readingTime)
    {
        var dice = Dice.For(seed, "piece", slug);
        var length = Math.Clamp((readingTime.TotalMinutes - 4) * 0.02, -0.05, 0.20);
        return new Offer
        {
            Slug = slug,
            PublishedAt = publishedAt,
            ReadingTime = readingTime,
            Appeal = dice.Between(0.85, 1.15),
            Grip = dice.Between(0.44, 0.70) - length,
            Worth = dice.Between(0.22, 0.60),
        };
    }
}
