using System.Text;
using Growth.Http;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Growth.Tests.Http;

public sealed class RequestBodyTests
{
    private const int Limit = 16;

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON;charset=\"UTF-8\"")]
    [InlineData("application/problem+json")]
    public async Task Read_JsonType_IsTaken(string type)
    {
        var read = await ReadAsync(Encoding.UTF8.GetBytes("{\"a\":1}"), type);

        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(read.Bytes.Span));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("application/jsonp")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=gb18030")]
    public async Task Read_AnotherType_Is415(string? type) => Assert.Equal(415, (await ReadAsync("{}"u8.ToArray(), type)).Problem?.Status);

    [Fact]
    public async Task Read_Compressed_Is415()
    {
        var read = await ReadAsync("{}"u8.ToArray(), configure: request => request.Headers.ContentEncoding = "gzip");

        Assert.Equal(415, read.Problem?.Status);
    }

    [Theory]
    [InlineData(Limit, null, false)]
    [InlineData(Limit, (long)Limit, false)]
    [InlineData(Limit + 1, null, true)]
    [InlineData(Limit + 1, 3L, true)]
    [InlineData(Limit + 1, (long)Limit + 1, true)]
    [InlineData(100_000, null, true)]
    [InlineData(1, long.MaxValue, true)]
    public async Task Read_OverTheLimitWhateverIsAnnounced_Is413ThatNamesIt(int bytes, long? announced, bool refused)
    {
        var body = new CountingStream(new byte[bytes]);
        var read = await ReadAsync(body, "application/json", request => request.ContentLength = announced);

        Assert.Equal(refused, read.IsRefused);
        if (!read.IsRefused) return;
        Assert.Equal(413, read.Problem.Status);
        Assert.Contains("16 bytes", read.Problem.Detail, StringComparison.Ordinal);
        // One buffer of the reader.
        Assert.True(body.Read <= 4096, "The rest of a body that is too large is not read.");
    }

    [Fact]
    public async Task Read_FewerBytesThanAnnounced_IsIncomplete()
    {
        var read = await ReadAsync("{}"u8.ToArray(), configure: request => request.ContentLength = 5);

        Assert.Equal("body-incomplete", read.Problem?.Kind);
    }

    [Fact]
    public async Task Read_ByteOrderMark_IsLeftOut()
    {
        var read = await ReadAsync([0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}']);

        Assert.Equal("{}"u8.ToArray(), read.Bytes.ToArray());
    }

    [Fact]
    public async Task Read_NeverEnding_Is408()
    {
        var http = Request(new StalledStream(), "application/json");

        var read = await RequestBody.ReadAsync(http.Request, Limit, CancellationToken.None, TimeSpan.FromMilliseconds(1));

        Assert.Equal(408, read.Problem?.Status);
    }

    [Fact]
    public async Task Read_ClientLeft_IsCancelledAndNoAnswer()
    {
        var http = Request(new StalledStream(), "application/json");
        using var left = new CancellationTokenSource();
        http.RequestAborted = left.Token;
        var reading = RequestBody.ReadAsync(http.Request, Limit, CancellationToken.None);
        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Theory]
    [InlineData(413, "body-too-large")]
    [InlineData(408, "body-too-slow")]
    [InlineData(400, "body-incomplete")]
    public async Task Read_ServerRefuses_KeepsItsMeaning(int status, string kind)
    {
        var http = Request(new ThrowingStream(new BadHttpRequestException("inside", status)), "application/json");

        Assert.Equal(kind, (await RequestBody.ReadAsync(http.Request, Limit, CancellationToken.None)).Problem?.Kind);
    }

    private static Task<BodyRead> ReadAsync(byte[] body, string? type = "application/json", Action<HttpRequest>? configure = null) =>
        ReadAsync(new MemoryStream(body), type, configure);

    private static Task<BodyRead> ReadAsync(Stream body, string? type, Action<HttpRequest>? configure)
    {
        var http = Request(body, type);
        configure?.Invoke(http.Request);
        return RequestBody.ReadAsync(http.Request, Limit, CancellationToken.None);
    }

    private static DefaultHttpContext Request(Stream body, string? type)
    {
        var http = new DefaultHttpContext();
        http.Request.Body = body;
        http.Request.ContentType = type;
        return http;
    }

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public new int Read { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            Read += read;
            return read;
        }
    }

    private sealed class StalledStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }

    private sealed class ThrowingStream(Exception fault) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw fault;
    }
}
