using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Growth.Tests.Faults;

/// <summary>
/// Stands where a pooler would, and notes what a session is asked for there: the texts of all statements, and the names under which some were prepared.
/// </summary>
internal sealed class Pooler : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly (string Host, int Port) _server;
    private readonly Task _accepting;

    public Pooler(string setting)
    {
        var server = new NpgsqlConnectionStringBuilder(setting);
        _server = (server.Host!, server.Port);
        _listener.Start();
        Setting = new NpgsqlConnectionStringBuilder(setting)
        {
            Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable,
        }.ToString();
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The same database, through here.</summary>
    public string Setting { get; }

    public ConcurrentQueue<string> Texts { get; } = new();

    public ConcurrentQueue<string> Prepared { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = Task.Run(() => PassAsync(client));
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(_server.Host, _server.Port, _stop.Token);
            (client.NoDelay, server.NoDelay) = (true, true);
            await Task.WhenAny(ForwardAsync(client.GetStream(), server.GetStream()), server.GetStream().CopyToAsync(client.GetStream(), _stop.Token));
        }
    }

    // https://www.postgresql.org/docs/15/protocol-message-formats.html: a type (not in the first message), a length that counts itself, a body.
    private async Task ForwardAsync(NetworkStream client, NetworkStream server)
    {
        for (var first = true; ; first = false)
        {
            var head = new byte[first ? 4 : 5];
            if (await client.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, _stop.Token) < head.Length) return;
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(head.Length - 4)) - 4];
            await client.ReadExactlyAsync(body, _stop.Token);
            if (!first) Note(head[0], body);
            await server.WriteAsync(head, _stop.Token);
            await server.WriteAsync(body, _stop.Token);
        }
    }

    private void Note(byte type, byte[] body)
    {
        if (type is not ((byte)'Q' or (byte)'P')) return;
        var words = Encoding.UTF8.GetString(body).Split('\0');
        Texts.Enqueue(type == 'Q' ? words[0] : words[1]);
        if (type == 'P' && words[0].Length > 0) Prepared.Enqueue(words[1]);
    }
}
