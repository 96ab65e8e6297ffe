using System.Net;
using Dapper;
using Growth.Storage;
using Growth.Tests.Tracking;
using Growth.Tracking;
using Xunit;

namespace Growth.Tests.Faults;

/// <summary>An event that the store itself refuses, in groups of many requests.</summary>
public abstract class BadNeighbourTests
{
    public sealed class OnSqlite : BadNeighbourTests;

    public sealed class OnPostgres : BadNeighbourTests;

    private const int Bad = 13;

    [Fact]
    public async Task SeveralOfManyRequestsHoldOne_EachFailsAlone()
    {
        await using var host = await TrackingHost.StartAsync();
        await host.Database.WriteAsync(transaction => transaction.ExecuteAsync(host.Database.Engine == Engine.Postgres
            ? $"alter table event add constraint bad check (scroll <> {Bad})"
            : $"create trigger bad before insert on event when new.scroll = {Bad} begin select raise(abort, 'never'); end"));
        var visitors = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => host.VisitorAsync()));

        var answers = await Task.WhenAll(visitors.Select((visitor, request) => host.SendAsync([.. Enumerable.Range(0, 10).Select(i => (object)new
        {
            id = $"{i}", kind = "progress", piece = TrackingStore.Published, visitor = visitor.Visitor, scroll = i == 5 && request % 4 == 0 ? Bad : 50,
        })])));

        for (var request = 0; request < answers.Length; request++)
        {
            var (bad, json) = (request % 4 == 0, answers[request].Json);
            Assert.Equal(HttpStatusCode.Accepted, answers[request].Status);
            Assert.Equal(bad ? 9 : 10, json.GetProperty("accepted").GetInt32());
            Assert.Equal(bad ? [(5, Refusals.NotStored)] : [], json.GetProperty("refused").EnumerateArray().Select(one => (one.GetProperty("index").GetInt32(), one.GetProperty("reason").GetString())));
        }

        Assert.Equal(390, await host.Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("select count(*) from event")));
        Assert.Empty((await new RecountCounters(host.Database).RunAsync()).Differences);
    }
}
