using System.Net;
using System.Net.Sockets;
using Growth.Embedded;
using Growth.Embedded.Calls;
using Growth.Storage;
using Growth.Time;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Growth.Tests.Embedded;

public sealed class StartAndStopTests
{
    [Fact]
    public async Task Start_ManySideBySide_KeepTheirOwnSettings()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 6), async (_, cancellationToken) =>
        {
            await using var app = new TestApp();
            await using var host = await app.StartAsync(typeof(Where));
            Assert.Equal($"\"{app.Folder}\"", await host.Client.GetStringAsync("api/where", cancellationToken));
        });
    }

    [Fact]
    public async Task Start_MainFailsBeforeItsHost_ThrowsThat()
    {
        await using var app = new TestApp();

        var failed = await Assert.ThrowsAsync<FormatException>(() => EmbeddedHost.StartAsync(_ => throw new FormatException("early"), app.Options()));

        Assert.Equal("early", failed.Message);
        await Assert.ThrowsAsync<InvalidOperationException>(() => EmbeddedHost.StartAsync(_ => { }, app.Options()));
    }

    [Fact]
    public async Task Start_CancelledWhileItStarts_LeavesNoHostBehind()
    {
        await using var app = new TestApp();
        using var cancel = new CancellationTokenSource();
        var ended = new TaskCompletionSource();

        var starting = EmbeddedHost.StartAsync(
            _ =>
            {
                try
                {
                    var host = Microsoft.Azure.Functions.Worker.Builder.FunctionsApplication.CreateBuilder([]).Build();
                    cancel.Cancel();
                    Microsoft.Extensions.Hosting.HostingAbstractionsHostExtensions.Run(host);
                }
                finally
                {
                    ended.SetResult();
                }
            },
            app.Options(),
            cancel.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Start_PortInUse_NamesPortAndSetting()
    {
        await using var app = new TestApp();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var refused = await Assert.ThrowsAsync<HostRefusedException>(() => app.StartAsync(app.Options(typeof(Where)) with { Port = port }));

        Assert.Contains($"Port {port} on 127.0.0.1 is in use", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Growth:Port", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Growth:Bind", "localhost", "Setting Growth:Bind is 'localhost'; allowed is an IP address")]
    [InlineData("Growth:Data", "/proc/none", "The data folder /proc/none cannot be used")]
    [InlineData("Growth:Database", "/proc/none/growth.db", "/proc/none/growth.db")]
    public async Task Start_WrongSetting_NamesIt(string key, string value, string said)
    {
        await using var app = new TestApp();
        var options = app.Options(typeof(Where));

        var refused = await Assert.ThrowsAsync<HostRefusedException>(() => app.StartAsync(options with
        {
            Settings = new Dictionary<string, string?>(options.Settings, StringComparer.Ordinal) { [key] = value },
        }));

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DatabaseIsNotOne_IsRefused()
    {
        await using var app = new TestApp();
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "growth.db"), new string('x', 5000));

        var refused = await Assert.ThrowsAsync<HostRefusedException>(() => app.StartAsync(typeof(Where)));

        Assert.Contains("growth.db is damaged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_RealTimeOnASteppedStore_IsRefused()
    {
        await using var app = new TestApp();
        await using (await app.StartAsync(typeof(Where))) { }

        var refused = await Assert.ThrowsAsync<HostRefusedException>(() => app.StartAsync(app.Options(typeof(Where)) with { SteppedTime = null }));

        Assert.Contains("was stepped", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoSigningKey_MakesOneForItsOwnerOnlyAndKeepsIt()
    {
        await using var app = new TestApp();
        string? key;
        await using (var host = await app.StartAsync(typeof(Where))) key = Key(host);
        await using var again = await app.StartAsync(typeof(Where));

        Assert.Equal(32, Convert.FromBase64String(key!).Length);
        Assert.Equal(key, Key(again));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(app.Folder, "signing.key")));

        static string? Key(EmbeddedHost host) => host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<GrowthOptions>>().Value.SigningKey;
    }

    [Fact]
    public async Task Services_OfTheStarter_AreAppliedLast()
    {
        await using var app = new TestApp();
        await using var host = await app.StartAsync(app.Options(typeof(Where)) with { Services = services => services.AddSingleton(new Seen()) });

        Assert.NotSame(app.Seen, host.Services.GetRequiredService<Seen>());
        Assert.Equal(TestApp.Start, host.Services.GetRequiredService<BusinessClock>().Now);
    }

    [Fact]
    public async Task Stop_WorkInFlight_IsFinishedFirst()
    {
        await using var app = new TestApp { Configure = builder => builder.Services.AddSingleton<TwoInstancesTests.Gate>() };
        var host = await app.StartAsync(typeof(SlowRequest), typeof(TwoInstancesTests.Slow));
        await host.PutAsync("slow", "message");
        var request = host.Client.GetStringAsync("api/slow");
        await app.Seen.CountAsync(2);

        var draining = new TaskCompletionSource();
        await using var registration = host.Services.GetRequiredService<HostStop>().Draining.UnsafeRegister(_ => draining.SetResult(), null);
        var stopping = host.StopAsync();
        await draining.Task;
        await host.PutAsync("slow", "too late");
        host.Services.GetRequiredService<TwoInstancesTests.Gate>().Open.SetResult();
        await stopping;

        Assert.Equal("\"done\"", await request);
        Assert.Equal(["message", "request"], app.Seen.Lines.Order(StringComparer.Ordinal));
        Assert.Empty(host.Failures);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Stop_WorkThatDoesNotEnd_IsCancelledAfterTheDrainTimeAndKept()
    {
        await using var app = new TestApp { Configure = builder => builder.Services.AddSingleton<CallTests.Waiting>() };
        await using (var host = await app.StartAsync(app.Options(typeof(Endless), typeof(CallTests.Wait)) with { Drain = TimeSpan.FromMilliseconds(200) }))
        {
            await host.PutAsync("endless", "kept");
            var request = host.Client.GetAsync("api/wait");
            await host.Services.GetRequiredService<CallTests.Waiting>().Entered.Task;
            await app.Seen.CountAsync(1);

            await host.StopAsync();

            using var answer = await request;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }

        await using var next = await app.StartAsync(typeof(Endless), typeof(QueueTests.Text));
        await app.Seen.CountAsync(2);
        Assert.Equal(["kept", "kept"], app.Seen.Lines);
    }

    public sealed class Where(Database database)
    {
        [Function("where")]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/where")] HttpRequest request) => Results.Ok(Path.GetDirectoryName(database.Name));
    }

    public sealed class SlowRequest(TwoInstancesTests.Gate gate, Seen seen)
    {
        [Function("slow-request")]
        public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/slow")] HttpRequest request)
        {
            seen.Add("request");
            await gate.Open.Task;
            return Results.Ok("done");
        }
    }

    public sealed class Endless(Seen seen)
    {
        [Function("endless")]
        public Task Run([QueueTrigger("endless")] string body, CancellationToken cancellationToken)
        {
            seen.Add(body);
            return seen.Lines.Count > 1 ? Task.CompletedTask : Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}
