using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Growth.Tests.Embedded;

/// <summary>The app as a process of its own: what an operator sees of it.</summary>
public sealed class ProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Run_AsAProcess_TellsItsAddressAndFunctionsAndStopsOnSigterm()
    {
        await using var app = new TestApp();
        using var process = Start(app, "Growth__Port=0");

        string? line;
        do line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        while (line?.Contains("Listening on ", StringComparison.Ordinal) == false);
        var address = line![line!.IndexOf("http://", StringComparison.Ordinal)..];
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        using var answer = await client.GetAsync("api/nothing");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);

        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        var rest = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Contains("WeekTick: timer 0 */5 * * * *", rest, StringComparison.Ordinal);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task Run_PortInUse_SaysSoInOneMessageAndExits78()
    {
        await using var app = new TestApp();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        using var process = Start(app, $"Growth__Port={port}");

        var said = await process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);

        Assert.Equal($"Port {port} on 127.0.0.1 is in use by another program. Stop it, or name another port in Growth:Port (0 = any free one).", said.Trim());
        Assert.Equal(78, process.ExitCode);
    }

    private static Process Start(TestApp app, string setting)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Growth.Functions.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Growth__Workspace"] = Campaigns();
        start.Environment["Growth__Data"] = app.Folder;
        start.Environment[setting.Split('=')[0]] = setting.Split('=')[1];
        return Process.Start(start)!;
    }

    /// <summary>The sample workspace of the repository; only read.</summary>
    private static string Campaigns()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "campaigns", "growth.yaml"))) folder = folder.Parent;
        return Path.Combine(folder.FullName, "campaigns");
    }
}
