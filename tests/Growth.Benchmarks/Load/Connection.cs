using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Growth.Benchmarks.Load;

/// <summary>One keep-alive HTTP/1.1 connection from a loopback address of its own. Reads of an answer what it must: status, length, body.</summary>
internal sealed class Connection(int network, int number, Requests requests) : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[16 * 1024];

    public async Task OpenAsync(int port)
    {
        var address = new IPAddress([127, (byte)(1 + (network % 250)), (byte)(number / 250), (byte)(1 + (number % 250))]);
        _socket.Bind(new IPEndPoint(address, 0));
        await _socket.ConnectAsync(IPAddress.Loopback, port);
    }

    /// <summary>Sends a request and reads its answer to the end.</summary>
    /// <exception cref="UnexpectedAnswerException">Any other answer than the one that is expected.</exception>
    public async ValueTask AskAsync(ReadOnlyMemory<byte> request)
    {
        for (var sent = 0; sent < request.Length;) sent += await _socket.SendAsync(request[sent..]);
        var received = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(received));
            if (read == 0) throw new UnexpectedAnswerException("The server closed the connection.");
            received += read;
            if (IsWhole(_buffer.AsSpan(0, received), out var body))
            {
                Check(received, body);
                return;
            }

            if (received == _buffer.Length) throw new UnexpectedAnswerException("An answer of more than 16 KiB.");
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <param name="body">Where the body begins and ends.</param>
    private static bool IsWhole(ReadOnlySpan<byte> answer, out Range body)
    {
        body = ..0;
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0) return false;
        var headers = answer[..(head + 2)];
        var start = head + 4;
        var length = headers.IndexOf("ength: "u8);
        if (length >= 0)
        {
            Utf8Parser.TryParse(headers[(length + 7)..], out int bytes, out _);
            body = start..(start + bytes);
            return answer.Length >= start + bytes;
        }

        // These have no body and say no length.
        if (answer.StartsWith("HTTP/1.1 204 "u8)) return true;

        // In one chunk: its size in a line, the body, a chunk of size 0.
        var line = answer[start..].IndexOf("\r\n"u8);
        if (headers.IndexOf("hunked"u8) < 0) throw new UnexpectedAnswerException("An answer without a length.");
        if (line < 0 || !answer.EndsWith("\r\n0\r\n\r\n"u8)) return false;
        body = (start + line + 2)..^7;
        return true;
    }

    private void Check(int received, Range body)
    {
        var answer = _buffer.AsSpan(0, received);
        var status = Encoding.ASCII.GetString(answer[9..12]);
        var fine = requests.Status is { } only ? status == only : status is "200" or "202";
        if (!fine || !answer[body].SequenceEqual(requests.Answer)) throw new UnexpectedAnswerException(Encoding.UTF8.GetString(answer));
    }
}

/// <summary>An answer that makes the measurement worthless.</summary>
internal sealed class UnexpectedAnswerException(string message) : Exception(message);
