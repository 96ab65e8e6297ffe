using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Growth.Tests.Cli;

public sealed class UpTests
{
    [Fact]
    public async Task Up_Answers_AndStopsWhenAsked()
    {
        using var folder = new CliFolder();
        using var stop = new CancellationTokenSource();
        using var http = new HttpClient();
        var port = FreePort();
        using var output = new HeardWriter();
        var running = folder.RunAsync(output, stop.Token, "up", "--port", port);

        // It answers a moment before it says that it is up.
        await Until.Async(() => running.IsCompleted || output.Has("Next:"));
        var visitor = await http.PostAsync(new Uri($"http://127.0.0.1:{port}/api/visitors"), content: null);
        var second = await folder.RunAsync("up", "--port", port);
        await stop.CancelAsync();
        var result = await running;

        Assert.Equal(HttpStatusCode.Created, visitor.StatusCode);
        Assert.Equal(3, second.Code);
        Assert.Contains(port, second.Error, StringComparison.Ordinal);
        Assert.Equal(0, result.Code);
        Assert.Contains($"http://127.0.0.1:{port}/", result.Out, StringComparison.Ordinal);
        Assert.Contains("Next:", result.Out, StringComparison.Ordinal);
        Assert.Contains("Storefront shop is not connected yet: SHOP_WEBHOOK_SECRET is not set.", result.Out, StringComparison.Ordinal);
        Assert.Contains("https://growth.example.com/webhooks/shop: docs/webhooks.md", result.Out, StringComparison.Ordinal);
        Assert.True(CanBind(port));
    }

    [Fact]
    public async Task StoppedWhileItStarts_IsStoppedAsAsked()
    {
        using var folder = new CliFolder();
        using var stop = new CancellationTokenSource();
        var port = FreePort();
        var running = folder.RunAsync(stop.Token, "up", "--port", port);

        // The port opens before the timers are there, which a slow store makes a long moment.
        await Until.Async(() => running.IsCompleted || !CanBind(port));
        await stop.CancelAsync();

        Assert.Equal(0, (await running).Code);
        Assert.True(CanBind(port));
    }

    [Fact]
    public async Task SteppedStore_IsRefusedByName()
    {
        using var folder = new CliFolder(workspace: false);
        await folder.RunAsync("demo", "-w", "demo", "--members", "2");

        var result = await folder.RunAsync("up", "-w", "demo", "--port", FreePort());

        Assert.Equal(3, result.Code);
        Assert.Contains("was stepped", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokenFiles_NothingAppliedBefore_IsRefusedWithTheProblems()
    {
        using var folder = new CliFolder();
        folder.Edit("growth.yaml", "currency: CNY", "currency: XYZ");

        var result = await folder.RunAsync("up", "--port", FreePort());

        Assert.Equal(1, result.Code);
        Assert.Contains("growth.yaml:7:11", result.Out, StringComparison.Ordinal);
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    private static bool CanBind(string port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
