using Growth.Time;
using NodaTime;

namespace Growth.Cli.Demo;

/// <summary>Who watches a demo: a person at a terminal, a log, or a test.</summary>
internal interface IStory
{
    void Delivered(IReadOnlyList<Delivered> messages);

    /// <summary>The business time has come to this instant, and what was to be done before it is done.</summary>
    void At(Instant now, Tally tally);

    /// <summary>Before a day's last <see cref="At"/>, and once before the first: what the store knows of the shop.</summary>
    void Shop(ShopSum sum);

    /// <summary>A plan for a later week was written from the proposal of the review before it.</summary>
    void Planned(IsoWeek week);
}
