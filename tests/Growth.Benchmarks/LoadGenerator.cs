using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Growth.Benchmarks;

/// <summary>Keep-alive connections that send one request after the other. Thin, so that the servers and not it are measured.</summary>
internal static class LoadGenerator
{
    private const int Connections = 32;

    /// <returns>Answers a second.</returns>
    public static async Task<double> RunAsync(int port, string path, TimeSpan length, CancellationToken cancellationToken)
    {
        var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => DriveAsync(port, request, watch, length, cancellationToken), cancellationToken)));
        return counts.Sum() / watch.Elapsed.TotalSeconds;
    }

    private static async Task<long> DriveAsync(int port, byte[] request, Stopwatch watch, TimeSpan length, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        var buffer = new byte[4096];
        var expected = await FirstAsync(socket, request, buffer, cancellationToken);
        var answers = 1L;
        while (watch.Elapsed < length)
        {
            await socket.SendAsync(request, cancellationToken);
            for (var received = 0; received < expected;)
            {
                var read = await socket.ReceiveAsync(buffer, cancellationToken);
                received += read > 0 ? read : throw new IOException("The server closed the connection.");
            }

            answers++;
        }

        return answers;
    }

    /// <returns>How many bytes an answer has; all of them have as many.</returns>
    private static async Task<int> FirstAsync(Socket socket, byte[] request, byte[] buffer, CancellationToken cancellationToken)
    {
        await socket.SendAsync(request, cancellationToken);
        var read = await socket.ReceiveAsync(buffer, cancellationToken);
        var text = Encoding.ASCII.GetString(buffer, 0, read);
        return text.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) && text.EndsWith("pong", StringComparison.Ordinal)
            ? read
            : throw new InvalidOperationException("Not the expected answer: " + text);
    }
}
