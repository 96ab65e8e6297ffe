using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Growth.Storefronts;

namespace Growth.Tests.Storefronts.Platforms;

/// <summary>What came back.</summary>
internal sealed record Answer(int Status, string Body);

/// <summary>A connection that sends any bytes, one request after the other without waiting, and hears the answers in order.</summary>
internal sealed class Wire : IDisposable
{
    private readonly Socket _socket;
    private byte[] _heard = new byte[16384];
    private int _from;
    private int _to;

    private Wire(Socket socket) => _socket = socket;

    public static async Task<Wire> OpenAsync(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", address.Port);
        return new Wire(socket);
    }

    public static byte[] Bytes(WebhookRequest request, string storefront, bool chunked = false)
    {
        var length = request.Body.Length.ToString(CultureInfo.InvariantCulture);
        var head = Head(request, storefront, chunked ? "transfer-encoding: chunked" : $"content-length: {length}");
        return chunked
            ? [.. head, .. Encoding.ASCII.GetBytes($"{request.Body.Length:x}\r\n"), .. request.Body.Span, .. "\r\n0\r\n\r\n"u8]
            : [.. head, .. request.Body.Span];
    }

    public static byte[] Head(WebhookRequest request, string storefront, string framing)
    {
        var text = new StringBuilder(request.Method).Append(" /webhooks/").Append(storefront);
        var mark = '?';
        foreach (var (name, values) in request.Query)
        {
            foreach (var value in values)
            {
                text.Append(mark).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
                mark = '&';
            }
        }

        text.Append(" HTTP/1.1\r\nhost: growth\r\n").Append(framing).Append("\r\n");
        foreach (var (name, values) in request.Headers)
            foreach (var value in values) text.Append(name).Append(": ").Append(value).Append("\r\n");
        return Encoding.UTF8.GetBytes(text.Append("\r\n").ToString());
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0) bytes = bytes[await _socket.SendAsync(bytes)..];
    }

    /// <summary>Nothing more will come; answers are still heard.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <param name="method">Of the request that is answered: nothing follows the head of a HEAD.</param>
    /// <returns>Null: the connection ended instead.</returns>
    public async Task<Answer?> HearAsync(string method = "POST")
    {
        int end;
        while ((end = _heard.AsSpan(_from, _to - _from).IndexOf("\r\n\r\n"u8)) < 0)
            if (!await MoreAsync()) return null;
        var head = Encoding.Latin1.GetString(_heard, _from, end);
        _from += end + 4;
        var status = int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture);
        if (method == "HEAD" || status is 204 or 304) return new Answer(status, "");
        if (ValueOf(head, "content-length") is { } length) return await BodyAsync(int.Parse(length, CultureInfo.InvariantCulture)) is { } body ? new Answer(status, body) : null;
        return ValueOf(head, "transfer-encoding") is null ? new Answer(status, "") : await ChunkedAsync(status);
    }

    public void Dispose() => _socket.Dispose();

    private static string? ValueOf(string head, string name)
    {
        var at = head.IndexOf($"\r\n{name}:", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        var (start, end) = (at + name.Length + 3, head.IndexOf('\r', at + 2));
        return head[start..(end < 0 ? head.Length : end)].Trim();
    }

    private async Task<Answer?> ChunkedAsync(int status)
    {
        var text = new StringBuilder();
        while (true)
        {
            int end;
            while ((end = _heard.AsSpan(_from, _to - _from).IndexOf("\r\n"u8)) < 0)
                if (!await MoreAsync()) return null;
            var size = int.Parse(Encoding.ASCII.GetString(_heard, _from, end), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            _from += end + 2;
            if (await BodyAsync(size) is not { } part || await BodyAsync(2) is null) return null;
            if (size == 0) return new Answer(status, text.ToString());
            text.Append(part);
        }
    }

    private async Task<string?> BodyAsync(int length)
    {
        while (_to - _from < length)
            if (!await MoreAsync()) return null;
        var text = Encoding.UTF8.GetString(_heard, _from, length);
        _from += length;
        return text;
    }

    private async Task<bool> MoreAsync()
    {
        if (_from > 0)
        {
            _heard.AsSpan(_from, _to - _from).CopyTo(_heard);
            (_from, _to) = (0, _to - _from);
        }

        if (_to == _heard.Length) Array.Resize(ref _heard, _heard.Length * 2);
        try
        {
            var read = await _socket.ReceiveAsync(_heard.AsMemory(_to));
            _to += read;
            return read > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
