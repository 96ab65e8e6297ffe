using Dapper;
using Growth.Tests.Tracking;
using Xunit;

namespace Growth.Tests.Content;

public sealed class PageInBrowserTests
{
    [Fact]
    public async Task Page_ReadInABrowser_ReportsViewAndProgressOfOneVisitorBroughtByALink()
    {
        await using var host = await PiecePageTests.StartAsync("第一段。\n\n第二段。\n");
        var sharer = await host.VisitorAsync();
        await host.SendAsync(new { id = "1", kind = "view", piece = TrackingStore.Published, visitor = sharer.Visitor });

        var document = await Browser.OpenAsync(
            new Uri(host.Host.Address, "/c/" + TrackingStore.Published + "?via=" + sharer.Ref), TimeSpan.FromSeconds(20), "--dump-dom", "--window-size=390,3000");

        Assert.Contains("第二段。", document);
        var counters = await host.CountersAsync();
        Assert.Equal((2, 2, 1), (counters.Readers, counters.Views, counters.Brought));
        var scroll = await host.Database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("select max(scroll) from piece_reader"));
        Assert.Equal(100, scroll);
    }
}
