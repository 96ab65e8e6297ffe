using Dapper;
using Growth.Storage;
using Growth.Tests.Tracking;
using Xunit;

namespace Growth.Tests.Cli;

/// <summary>What a demo's workspace holds at its end.</summary>
internal sealed record DemoStore
{
    private static readonly string[] Slugs = ["why-21-days", "night-reading", "share-a-line"];

    /// <summary>The final review's numbers.</summary>
    public required string Snapshot { get; init; }

    public required string Weeks { get; init; }

    public required IReadOnlyList<CounterRow> Counters { get; init; }

    /// <summary>Counted anew from the sets and the event log.</summary>
    public required IReadOnlyList<CounterRow> Recount { get; init; }

    /// <summary>How many messages of each kind were sent, by the first parts of their key: recipients' numbers differ from run to run.</summary>
    public required string Sent { get; init; }

    public required long Messages { get; init; }

    public required IReadOnlyList<string> Files { get; init; }

    public required long Waiting { get; init; }

    public static async Task<DemoStore> ReadAsync(string workspace)
    {
        var data = Path.Combine(workspace, ".growth");
        await using var database = new SqliteDatabase(new StorageOptions { Path = Path.Combine(data, "growth.db") });
        return await database.ReadAsync(async connection =>
        {
            var counters = new List<CounterRow>();
            var recount = new List<CounterRow>();
            foreach (var slug in Slugs)
            {
                counters.Add(await CounterRow.ReadAsync(connection, slug));
                recount.Add(await CounterRow.ScanAsync(connection, slug));
            }

            return new DemoStore
            {
                Snapshot = await connection.ExecuteScalarAsync<string>("select snapshot from review where week = '2026-W48' and kind = 'final'") ?? "",
                Weeks = string.Join(", ", await connection.QueryAsync<string>("select week || ' ' || state || ' ' || coalesce(opened_at, 0) || ' ' || coalesce(closing_at, 0) || ' ' || coalesce(closed_at, 0) from week order by week")),
                Counters = counters,
                Recount = recount,
                Sent = string.Join(", ", (await connection.QueryAsync<string>("select key || ' ' || state from message")).Select(Kind).CountBy(kind => kind, StringComparer.Ordinal)
                    .OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => $"{kind.Key} x {kind.Value}")),
                Messages = await connection.ExecuteScalarAsync<long>("select count(*) from message"),
                Files = [.. Directory.EnumerateFiles(Path.Combine(data, "outbox"), "*.md", SearchOption.AllDirectories)],
                Waiting = await connection.ExecuteScalarAsync<long>("select count(*) from queue_message"),
            };
        });
    }

    /// <summary>Nothing twice, nothing missing, counters true: whatever happened on the way.</summary>
    public void AssertSound()
    {
        Assert.Equal(Recount, Counters);
        Assert.Equal(Messages, Files.Count);
        var keys = Files.Select(file => File.ReadLines(file).First(line => line.StartsWith("key: ", StringComparison.Ordinal))).ToList();
        Assert.Equal(keys.Count, keys.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(0, Waiting);
    }

    private static string Kind(string keyAndState)
    {
        var (key, state) = (keyAndState[..keyAndState.LastIndexOf(' ')], keyAndState[(keyAndState.LastIndexOf(' ') + 1)..]);
        return $"{string.Join('/', key.Split('/').Take(2))} {state}";
    }
}
