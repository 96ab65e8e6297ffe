using System.Text.RegularExpressions;
using Dapper;
using Growth.Cli.Demo;
using Growth.Members;
using Growth.Storage;
using Growth.Tests.Storefronts;
using Growth.Tests.Tracking;
using Microsoft.Extensions.Options;
using Xunit;

namespace Growth.Tests.Cli;

/// <summary>What a demo's workspace holds at its end.</summary>
internal sealed partial record DemoStore
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

    /// <summary>Members, orders and all that was told of them.</summary>
    public required string Shop { get; init; }

    public required IReadOnlyList<DemoOrder> Orders { get; init; }

    /// <summary>By type and state.</summary>
    public required IReadOnlyList<string> Webhooks { get; init; }

    /// <summary>Before a demo begins: with data keys of their own no two stores could be compared, hashes would differ.</summary>
    public static void ShareDataKey(string workspace)
    {
        Directory.CreateDirectory(Path.Combine(workspace, ".growth"));
        File.WriteAllText(DataKey(workspace), Convert.ToBase64String(new byte[32]));
    }

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
                Shop = await ShopAsync(connection, workspace),
                Orders = (await connection.QueryAsync<DemoOrder>("select number, state, paid, refunded, referral_code as ReferralCode from shop_order order by number")).AsList(),
                Webhooks = (await connection.QueryAsync<string>("select type || ' ' || state || ' x ' || count(*) from webhook group by type, state order by type, state")).AsList(),
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

    // Codes of links are new in every store: the one whose link it was stands in their place, and the digests of words that hold them go.
    private static async Task<string> ShopAsync(System.Data.Common.DbConnection connection, string workspace)
    {
        var data = new PersonalData(Options.Create(new GrowthOptions { DataKey = File.ReadAllText(DataKey(workspace)).Trim() }));
        var dump = Digests().Replace(await Dump.OfAsync(connection, data), "digest=");
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(workspace, ".growth", "phones.jsonl")))
        {
            var phone = Json.Read<Phone>(line);
            dump = dump.Replace(phone.Ref, phone.Person, StringComparison.Ordinal);
        }

        return string.Join('\n', dump.Split('\n').Order(StringComparer.Ordinal));
    }

    private static string DataKey(string workspace) => Path.Combine(workspace, ".growth", "data.key");

    [GeneratedRegex("digest=-?[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Digests();

    private static string Kind(string keyAndState)
    {
        var (key, state) = (keyAndState[..keyAndState.LastIndexOf(' ')], keyAndState[(keyAndState.LastIndexOf(' ') + 1)..]);
        return $"{string.Join('/', key.Split('/').Take(2))} {state}";
    }
}

internal sealed record DemoOrder
{
    public string Number { get; init; } = "";

    public string State { get; init; } = "";

    public long? Paid { get; init; }

    public long Refunded { get; init; }

    public string? ReferralCode { get; init; }
}
