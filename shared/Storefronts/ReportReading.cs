using System.Security.Cryptography;
using System.Text;
using Growth.Members;
using Growth.Storage;
using Growth.Tracking;

namespace Growth.Storefronts;

/// <summary>
/// Hands reading that shops report to the writer of events, as the member's. Three steps, each safe to repeat and in an order that loses
/// nothing: the member is made; the event is counted, once by its id for 48 hours at least; a fact is kept, after which it is never counted
/// again. A piece that cannot be read yet leaves a fact with the reason, and a replay tries once more.
/// </summary>
internal sealed class ReportReading(Database database, PersonalData data, EventWriter writer)
{
    public const string NobodyIdentified = "nobody-identified";

    private const string FindDone = "select f.key from {rows} join shop_fact f on f.storefront = r.storefront and f.key = r.key where f.refused is null";

    private static readonly Column[] DoneColumns = [Column.Text("storefront"), Column.Text("key")];

    public async Task RunAsync(Storefront storefront, StoredWebhook webhook, IReadOnlyList<ShopEvent> events, CancellationToken cancellationToken)
    {
        var reading = events.Where(happened => happened.Data is ContentRead).ToList();
        if (reading.Count == 0) return;
        var reports = await database.WriteAsync(transaction => IdentifyAsync(transaction, storefront.Name, reading), cancellationToken);
        var sent = reports.Where(report => report.Key is not null).ToList();
        var outcomes = await writer.WriteAsync([.. sent.Select((report, i) => ToEvent(report, i, webhook))]) ?? throw new ReadingNotStoredException();
        for (var i = 0; i < sent.Count; i++) sent[i].Refused = outcomes[i].Refusal;
        await database.WriteAsync(transaction => KeepAsync(transaction, webhook with { Storefront = storefront.Name }, reports), cancellationToken);
    }

    /// <returns>What has not been counted before, with the reader of each.</returns>
    private async Task<IReadOnlyList<Report>> IdentifyAsync(Transaction transaction, string storefront, List<ShopEvent> reading)
    {
        var (batch, reports, done) = (transaction.Batch(), new List<Report>(), new HashSet<string>(StringComparer.Ordinal));
        var rows = new Rows(DoneColumns);
        foreach (var happened in reading) rows.Add(storefront, happened.Key);
        batch.Query(FindDone, rows, row => done.Add(row.GetString(0)));
        await batch.RunAsync();
        foreach (var happened in reading.Where(happened => done.Add(happened.Key)))
        {
            var member = new MemberTable(ToldPerson.Of(((ContentRead)happened.Data).Reader, storefront, happened, data));
            member.Ask(batch);
            await batch.RunAsync();
            member.MakeWhatIsMissing(batch);
            await batch.RunAsync();
            await member.SaveAsync(transaction, batch);
            await batch.RunAsync();
            reports.Add(new Report(happened, member.Id, member.Key) { Refused = member.Key is null ? NobodyIdentified : null });
        }

        return reports;
    }

    private static async Task KeepAsync(Transaction transaction, StoredWebhook webhook, IReadOnlyList<Report> reports)
    {
        var batch = transaction.Batch();
        foreach (var report in reports)
        {
            var read = (ContentRead)report.Happened.Data;
            ShopFactTable.Add(batch, webhook.Storefront, report.Happened, webhook.ReceivedAt, report.MemberId, Json.Write(new { read.Piece, read.Via }), report.Refused);
        }

        await batch.RunAsync();
    }

    private static TrackingEvent ToEvent(Report report, int index, StoredWebhook webhook)
    {
        var read = (ContentRead)report.Happened.Data;
        return new TrackingEvent
        {
            Index = index,
            // One storefront's keys are its own; the client's ids of the same reader have another form.
            Id = "shop:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{webhook.Storefront}\n{report.Happened.Key}"))),
            Kind = read.Act switch { ContentAct.Viewed => EventKind.View, ContentAct.Completed => EventKind.Complete, _ => EventKind.Share },
            Piece = read.Piece,
            Reader = new ReaderKey(ReaderKind.Member, report.Key!),
            Via = read.Via,
            ReceivedAt = webhook.ReceivedAt,
        };
    }

    /// <param name="Key">The reader's; null: the event proves nobody.</param>
    private sealed record Report(ShopEvent Happened, long? MemberId, string? Key)
    {
        public string? Refused { get; set; }
    }
}

/// <summary>The writer of events is full, stopping, or cannot say whether it stored what it was given; the same may be given to it again.</summary>
public sealed class ReadingNotStoredException() : Exception("Whether reported reading is stored is not known; it is tried again.");
