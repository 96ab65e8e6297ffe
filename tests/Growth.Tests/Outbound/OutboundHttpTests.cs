using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Growth.Outbound;
using Growth.Time;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Growth.Tests.Outbound;

/// <summary>What a hostile receiver, name server or answer can do to us.</summary>
public sealed class OutboundHttpTests
{
    private static readonly WebhookKeys Keys = new([new byte[32]], null);

    [Fact]
    public async Task Run_NameLeadsHome_IsRefusedWithoutAConnection()
    {
        await using var receiver = await Receiver.StartAsync();
        var name = new UriBuilder(receiver.Url) { Host = "hooks.example.com" }.Uri;

        var answer = await PostAsync(new EventPost(name, AllowPrivate: false, "id", "{}", Keys), Answering("127.0.0.1"));

        Assert.Equal((PostResult.Failed, "address-refused"), (answer.Result, answer.Outcome));
        Assert.Empty(receiver.Requests);
    }

    [Theory]
    [InlineData(false, "93.184.215.14", "10.0.0.1")]
    [InlineData(false, "10.0.0.1", "93.184.215.14")]
    [InlineData(false, "::ffff:127.0.0.1")]
    [InlineData(true, "127.0.0.1", "169.254.169.254")]
    [InlineData(true, "127.0.0.1", "fd00:ec2::254")]
    [InlineData(true)]
    public async Task Run_OneAddressOfSeveralIsNotAllowed_IsRefusedAsAWhole(bool allowPrivate, params string[] addresses)
    {
        await using var receiver = await Receiver.StartAsync();
        var name = new UriBuilder(receiver.Url) { Host = "hooks.example.com" }.Uri;

        var answer = await PostAsync(new EventPost(name, allowPrivate, "id", "{}", Keys), Answering(addresses));

        Assert.Equal("address-refused", answer.Outcome);
        Assert.Empty(receiver.Requests);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/", false)]
    [InlineData("http://[::1]:{0}/", false)]
    [InlineData("http://2130706433:{0}/", false)]
    [InlineData("http://0x7f.1:{0}/", false)]
    [InlineData("http://169.254.169.254/latest/meta-data/", true)]
    [InlineData("http://[::ffff:169.254.169.254]/", true)]
    [InlineData("http://0.0.0.0:{0}/", true)]
    public async Task Run_AddressInTheUrl_IsJudgedLikeAName(string url, bool allowPrivate)
    {
        await using var receiver = await Receiver.StartAsync();

        var answer = await PostAsync(new EventPost(new Uri(string.Format(null, url, receiver.Url.Port)), allowPrivate, "id", "{}", Keys));

        Assert.Equal("address-refused", answer.Outcome);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task Run_NameServerChangesItsMind_ConnectsToWhatWasJudgedAndAsksOnce()
    {
        await using var receiver = await Receiver.StartAsync();
        var name = new UriBuilder(receiver.Url) { Host = "hooks.example.com" }.Uri;
        var asked = new List<string>();
        // Rebinding: the first answer is fit to be connected to, every later one leads where we must not go.
        Task<IPAddress[]> Resolve(string host, CancellationToken cancellationToken)
        {
            asked.Add(host);
            return Task.FromResult<IPAddress[]>([IPAddress.Parse(asked.Count == 1 ? "127.0.0.1" : "169.254.169.254")]);
        }

        var machine = new MachineClock(TimeProvider.System);
        using var http = new OutboundHttp(Resolve);
        var post = new PostEvent(http, machine);
        receiver.Answer = static context =>
        {
            context.Response.Headers.Connection = "close";
            return Receiver.Status(context, 204);
        };

        Assert.Equal("accepted", (await post.RunAsync(new EventPost(name, true, "id", "{}", Keys), CancellationToken.None)).Outcome);
        Assert.Equal(["hooks.example.com"], asked);
        // A new connection is judged anew.
        Assert.Equal("address-refused", (await post.RunAsync(new EventPost(name, true, "id", "{}", Keys), CancellationToken.None)).Outcome);
        Assert.Single(receiver.Requests);
    }

    [Fact]
    public async Task Run_PrivateConnectionIsOpen_IsNotLentToAnEndpointThatMayNot()
    {
        await using var receiver = await Receiver.StartAsync();
        using var http = new OutboundHttp(Dns.GetHostAddressesAsync);
        var post = new PostEvent(http, new MachineClock(TimeProvider.System));

        Assert.Equal("accepted", (await post.RunAsync(new EventPost(receiver.Url, true, "id", "{}", Keys), CancellationToken.None)).Outcome);
        Assert.Equal("address-refused", (await post.RunAsync(new EventPost(receiver.Url, false, "id", "{}", Keys), CancellationToken.None)).Outcome);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Run_Redirect_IsAFailureAndNotFollowed(int status)
    {
        await using var inside = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = context =>
        {
            context.Response.Headers.Location = inside.Url.ToString();
            return Receiver.Status(context, status);
        };

        var answer = await PostAsync(new EventPost(receiver.Url, true, "id", "{}", Keys));

        Assert.Equal((PostResult.Failed, "redirect-not-followed", status), (answer.Result, answer.Outcome, answer.Status));
        Assert.Empty(inside.Requests);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(500, false)]
    public async Task Run_AnswerWithoutEnd_CountsByItsStatusAtOnce(int status, bool accepted)
    {
        await using var receiver = await Receiver.StartAsync();
        var cut = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Answer = context => FloodAsync(context, status, cut);

        var answer = await PostAsync(new EventPost(receiver.Url, true, "id", "{}", Keys)).WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal((accepted ? PostResult.Accepted : PostResult.Failed, status), (answer.Result, answer.Status));
        // Nobody reads on: the line is cut.
        await cut.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Run_NoAnswer_EndsAtTheTimeout()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = static context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);

        var answer = await PostAsync(new EventPost(receiver.Url, true, "id", "{}", Keys), time: new HurriedTime()).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal((PostResult.Failed, "timeout"), (answer.Result, answer.Outcome));
    }

    [Fact]
    public async Task Run_NameServerNeverAnswers_EndsAtTheTimeout()
    {
        var answer = await PostAsync(
            new EventPost(new Uri("https://hooks.example.com"), false, "id", "{}", Keys),
            async (_, cancellationToken) =>
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return [];
            },
            new HurriedTime()).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal("timeout", answer.Outcome);
    }

    [Fact]
    public async Task Run_CertificateIsNobodys_IsAFailureAndTellsNothing()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await using var receiver = await Receiver.StartAsync(certificate);

        var answer = await PostAsync(new EventPost(receiver.Url, true, "id", "{}", Keys));

        Assert.Equal((PostResult.Failed, "secure-connection-error"), (answer.Result, answer.Outcome));
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task Run_NobodyListens_IsAFailure()
    {
        var receiver = await Receiver.StartAsync();
        var url = receiver.Url;
        await receiver.DisposeAsync();

        Assert.Equal("connection-error", (await PostAsync(new EventPost(url, true, "id", "{}", Keys))).Outcome);
    }

    private static ResolveHost Answering(params string[] addresses) => (_, _) => Task.FromResult<IPAddress[]>([.. addresses.Select(IPAddress.Parse)]);

    private static async Task<PostAnswer> PostAsync(EventPost post, ResolveHost? resolve = null, TimeProvider? time = null)
    {
        using var http = new OutboundHttp(resolve ?? Dns.GetHostAddressesAsync);
        return await new PostEvent(http, new MachineClock(time ?? TimeProvider.System)).RunAsync(post, CancellationToken.None);
    }

    /// <summary>Writes a body that does not end, at some 60 MB/s: the server itself holds what nobody takes, so it is not asked to write without pause.</summary>
    private static async Task FloodAsync(HttpContext context, int status, TaskCompletionSource cut)
    {
        context.Response.StatusCode = status;
        var block = new byte[64 << 10];
        try
        {
            for (var written = 0; written < 1_000 && !context.RequestAborted.IsCancellationRequested; written++)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
                await Task.Delay(1, context.RequestAborted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // It was cut.
        }

        if (context.RequestAborted.IsCancellationRequested) cut.SetResult();
    }

    /// <summary>Timers run a hundred times as fast.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, dueTime / 100, period);
    }
}
