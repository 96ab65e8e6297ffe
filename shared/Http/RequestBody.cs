using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Growth.Http;

/// <summary>Reads a request's JSON body with a limit that does not believe Content-Length; both hosts use this and no model binding.</summary>
public static class RequestBody
{
    /// <summary>The whole body must have arrived by then, in real time.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <param name="maxBytes">1 to 16 MiB.</param>
    /// <exception cref="OperationCanceledException">The host is stopping, or the client went away.</exception>
    public static async Task<BodyRead> ReadAsync(
        HttpRequest request, int maxBytes, CancellationToken cancellationToken, TimeSpan? timeout = null)
    {
        if (Refuse(request) is { } refused) return new BodyRead(refused);
        if (request.ContentLength > maxBytes) return new BodyRead(Problems.BodyTooLarge(maxBytes));
        try
        {
            return TryReadArrived(request, out var arrived) ? arrived : await ReadInTimeAsync(request, maxBytes, timeout ?? DefaultTimeout, cancellationToken);
        }
        catch (BadHttpRequestException e)
        {
            return new BodyRead(e.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => Problems.BodyTooLarge(maxBytes),
                StatusCodes.Status408RequestTimeout => Problems.BodyTooSlow(),
                _ => Problems.BodyIncomplete(),
            });
        }
        catch (ConnectionResetException)
        {
            return new BodyRead(Problems.BodyIncomplete());
        }
    }

    private static Problem? Refuse(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || (!type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase)
                && !type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)))
            return Problems.UnsupportedMediaType("Send Content-Type: application/json.");
        if (type.Charset.HasValue && !type.Charset.Value!.Trim('"').Equals(Encoding.UTF8.WebName, StringComparison.OrdinalIgnoreCase))
            return Problems.UnsupportedMediaType("JSON is read as UTF-8; send no other charset.");
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
            return Problems.UnsupportedMediaType("Compressed bodies are not read; send no Content-Encoding.");
        return null;
    }

    private static async Task<BodyRead> ReadInTimeAsync(HttpRequest request, int maxBytes, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(timeout);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, request.HttpContext.RequestAborted, late.Token);
        try
        {
            return await ReadUpToAsync(request.Body, request.ContentLength, maxBytes, stop.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return new BodyRead(Problems.BodyTooSlow());
        }
    }

    /// <summary>A small body mostly came with its head: then nothing is waited for, and no clock is started.</summary>
    private static bool TryReadArrived(HttpRequest request, out BodyRead body)
    {
        body = default;
        if (request.ContentLength is not { } length || !request.BodyReader.TryRead(out var read)) return false;
        var whole = read.Buffer.Length == length;
        if (whole) body = new BodyRead(WithoutMark(read.Buffer.ToArray()));
        request.BodyReader.AdvanceTo(whole ? read.Buffer.End : read.Buffer.Start);
        return whole;
    }

    private static async Task<BodyRead> ReadUpToAsync(Stream body, long? announced, int maxBytes, CancellationToken cancellationToken)
    {
        // One byte more than allowed tells "too large" from "exactly the limit" without reading the rest.
        var buffer = new byte[(int)Math.Min(announced ?? 4096, maxBytes) + 1];
        var length = 0;
        int read;
        while ((read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
        {
            length += read;
            if (length > maxBytes) return new BodyRead(Problems.BodyTooLarge(maxBytes));
            if (length == buffer.Length) Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, maxBytes + 1L));
        }

        if (length < announced) return new BodyRead(Problems.BodyIncomplete());
        return new BodyRead(WithoutMark(buffer.AsMemory(0, length)));
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> bytes) =>
        bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
}

/// <summary>Either the bytes of the body (without a byte order mark) or the problem to answer.</summary>
public readonly record struct BodyRead
{
    public BodyRead(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    public BodyRead(Problem problem) => Problem = problem;

    public ReadOnlyMemory<byte> Bytes { get; }

    public Problem? Problem { get; }

    [MemberNotNullWhen(true, nameof(Problem))]
    public bool IsRefused => Problem is not null;
}
