using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Growth.Http;

/// <summary>Reads a request's body with a limit that does not believe Content-Length; both hosts use this and no model binding.</summary>
public static class RequestBody
{
    /// <summary>The whole body must have arrived by then, in real time.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>JSON, without a byte order mark.</summary>
    /// <param name="maxBytes">1 to 16 MiB.</param>
    /// <exception cref="OperationCanceledException">The host is stopping, or the client went away.</exception>
    public static async Task<BodyRead> ReadAsync(
        HttpRequest request, int maxBytes, CancellationToken cancellationToken, TimeSpan? timeout = null)
    {
        var read = await ReadBodyAsync(request, IsJson, "Send Content-Type: application/json.", maxBytes, timeout ?? DefaultTimeout, cancellationToken);
        return read.IsRefused ? read : new BodyRead(WithoutMark(read.Bytes));
    }

    /// <summary>Every byte as it came, for a signature that covers them.</summary>
    /// <param name="mediaTypes">Exactly these, in lower case.</param>
    /// <param name="maxBytes">1 to 16 MiB.</param>
    /// <exception cref="OperationCanceledException">The host is stopping, or the client went away.</exception>
    public static Task<BodyRead> ReadRawAsync(
        HttpRequest request, IReadOnlyList<string> mediaTypes, int maxBytes, TimeSpan timeout, CancellationToken cancellationToken) => ReadBodyAsync(
            request, type => mediaTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase),
            $"Send Content-Type: {string.Join(" or ", mediaTypes)}.", maxBytes, timeout, cancellationToken);

    /// <summary>Without the byte order mark that some put before UTF-8.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> bytes) =>
        bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;

    private static async Task<BodyRead> ReadBodyAsync(
        HttpRequest request, Func<MediaTypeHeaderValue, bool> isWanted, string wanted, int maxBytes, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (Refuse(request, isWanted, wanted) is { } refused) return new BodyRead(refused);
        if (request.ContentLength > maxBytes) return new BodyRead(Problems.BodyTooLarge(maxBytes));
        try
        {
            return TryReadArrived(request, out var arrived) ? arrived : await ReadInTimeAsync(request, maxBytes, timeout, cancellationToken);
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

    private static bool IsJson(MediaTypeHeaderValue type) =>
        type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);

    private static Problem? Refuse(HttpRequest request, Func<MediaTypeHeaderValue, bool> isWanted, string wanted)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !isWanted(type)) return Problems.UnsupportedMediaType(wanted);
        if (type.Charset.HasValue && !type.Charset.Value!.Trim('"').Equals(Encoding.UTF8.WebName, StringComparison.OrdinalIgnoreCase))
            return Problems.UnsupportedMediaType("The body is read as UTF-8; send no other charset.");
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
            return Problems.UnsupportedMediaType("Compressed bodies are not read; send no Content-Encoding.");
        return null;
    }

    private static async Task<BodyRead> ReadInTimeAsync(HttpRequest request, int maxBytes, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(timeout);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, request.HttpContext.RequestAborted);
        // The reader's own end of a wait: to the server, a read that a token ended is still under way, and draining what comes after the answer a fault.
        await using var ending = late.Token.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), request.BodyReader);
        return await ReadUpToAsync(request.BodyReader, request.ContentLength, maxBytes, stop.Token);
    }

    /// <summary>A small body mostly came with its head: then nothing is waited for, and no clock is started.</summary>
    private static bool TryReadArrived(HttpRequest request, out BodyRead body)
    {
        body = default;
        if (request.ContentLength is not { } length || !request.BodyReader.TryRead(out var read)) return false;
        var whole = read.Buffer.Length == length;
        if (whole) body = new BodyRead(read.Buffer.ToArray());
        request.BodyReader.AdvanceTo(whole ? read.Buffer.End : read.Buffer.Start);
        return whole;
    }

    private static async Task<BodyRead> ReadUpToAsync(PipeReader reader, long? announced, int maxBytes, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>((int)Math.Min(announced ?? 4096, maxBytes) + 1);
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var fits = body.WrittenCount + read.Buffer.Length <= maxBytes;
            if (fits)
                foreach (var part in read.Buffer) body.Write(part.Span);
            reader.AdvanceTo(read.Buffer.End);
            if (!fits) return new BodyRead(Problems.BodyTooLarge(maxBytes));
            if (read.IsCompleted) return body.WrittenCount < announced ? new BodyRead(Problems.BodyIncomplete()) : new BodyRead(body.WrittenMemory);
            if (read.IsCanceled) return new BodyRead(Problems.BodyTooSlow());
        }
    }
}

/// <summary>Either the bytes of the body or the problem to answer.</summary>
public readonly record struct BodyRead
{
    public BodyRead(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    public BodyRead(Problem problem) => Problem = problem;

    public ReadOnlyMemory<byte> Bytes { get; }

    public Problem? Problem { get; }

    [MemberNotNullWhen(true, nameof(Problem))]
    public bool IsRefused => Problem is not null;
}
