using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace Growth.Storage;

/// <summary>
/// Commits a group in one transaction. When the store refuses what is in it, the group is halved until the item that does it stands alone
/// and is refused alone; when the store itself fails, what became of the group is unknown.
/// </summary>
/// <param name="what">What an item is, in the plural, for the log: <c>events</c>.</param>
/// <param name="work">Writes the items in order; it may run again, as <see cref="Database.WriteAsync{T}(Func{Transaction, Task{T}}, Isolation, CancellationToken)"/> says.</param>
/// <param name="refused">The outcome of an item that the store does not take.</param>
internal sealed partial class CommitGroup<T, TOutcome>(
    Database database, string what, Func<Transaction, IReadOnlyList<T>, Task<TOutcome[]>> work, TOutcome refused, ILogger log)
    where TOutcome : struct
{
    /// <returns>One outcome for each item, in order; null: not known to be stored. The same item may be sent again in any case.</returns>
    public async Task<TOutcome?[]> RunAsync(IReadOnlyList<T> items)
    {
        var outcomes = new TOutcome?[items.Count];
        // Halves are taken up in order: items are written in the order in which they came.
        var ranges = new Stack<(int Start, int Length)>([(0, items.Count)]);
        while (ranges.TryPop(out var range))
        {
            var part = items.Skip(range.Start).Take(range.Length).ToList();
            if (await TryAsync(part) is { } done) done.Known.CopyTo(outcomes.AsSpan(range.Start));
            else if (range.Length == 1) outcomes[range.Start] = refused;
            else
            {
                var half = range.Length / 2;
                ranges.Push((range.Start + half, range.Length - half));
                ranges.Push((range.Start, half));
            }
        }

        return outcomes;
    }

    /// <returns>Null: the store refused the content, and nothing of it was written.</returns>
    private async Task<Attempt?> TryAsync(IReadOnlyList<T> items)
    {
        try
        {
            var outcomes = await database.WriteAsync(transaction => work(transaction, items), Isolation.ReadCommitted);
            return new Attempt(Array.ConvertAll(outcomes, outcome => (TOutcome?)outcome));
        }
        catch (DatabaseBusyException e)
        {
            LogUnknown(e, items.Count, what);
        }
        catch (DbException e)
        {
            // Refused by the store itself, so not committed, whichever statement it was.
            if (StoreFaults.Of(e) == StoreFault.Content)
            {
                LogRefused(e, items.Count, what);
                return null;
            }

            LogUnknown(e, items.Count, what);
        }

        return new Attempt(new TOutcome?[items.Count]);
    }

    private sealed record Attempt(TOutcome?[] Known);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store refused what is in a group of {Count} {What}")]
    private partial void LogRefused(Exception fault, int count, string what);

    [LoggerMessage(Level = LogLevel.Error, Message = "Whether a group of {Count} {What} is stored is unknown; their senders are told to send again")]
    private partial void LogUnknown(Exception fault, int count, string what);
}
