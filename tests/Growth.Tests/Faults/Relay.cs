using System.Net;
using System.Net.Sockets;
using Growth.Cli.Demo;
using Npgsql;

namespace Growth.Tests.Faults;

/// <summary>
/// Stands between a host and its PostgreSQL, and cuts connections at the worst moment: when COMMIT is sent, before it reaches the server or
/// after, so that the host cannot know whether it took place.
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dice _dice;
    private readonly Lock _throwing = new();
    private readonly (string Host, int Port) _server;
    private readonly Task _accepting;
    private int _before;
    private int _after;

    public Relay(string setting, int seed)
    {
        var server = new NpgsqlConnectionStringBuilder(setting);
        _server = (server.Host!, server.Port);
        _dice = Dice.For(seed, "relay");
        _listener.Start();
        Setting = new NpgsqlConnectionStringBuilder(setting)
        {
            Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable,
        }.ToString();
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The same database, through here.</summary>
    public string Setting { get; }

    /// <summary>The part of commits that is cut.</summary>
    public double Cutting { get; set; }

    /// <summary>Commits cut before the server had them, and after.</summary>
    public (int Before, int After) Cuts => (Volatile.Read(ref _before), Volatile.Read(ref _after));

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
        using (var cut = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token))
        {
            try
            {
                await server.ConnectAsync(_server.Host, _server.Port, cut.Token);
                (client.NoDelay, server.NoDelay) = (true, true);
                await Task.WhenAny(ForwardAsync(client, server, cut), AnswerAsync(server, client, cut.Token));
            }
            catch (SocketException)
            {
                // The server is not there: nor are we.
            }

            await cut.CancelAsync();
        }
    }

    private async Task ForwardAsync(TcpClient client, TcpClient server, CancellationTokenSource cut)
    {
        var buffer = new byte[65536];
        var prepared = Array.Empty<byte>();
        while (await client.GetStream().ReadAsync(buffer, cut.Token) is var read and > 0)
        {
            var commit = IsCommit(buffer.AsSpan(0, read), ref prepared);
            var (cuts, first) = commit ? Throw() : (false, false);
            if (cuts && first)
            {
                Interlocked.Increment(ref _before);
                return;
            }

            // The answer is held back first, or it could be quicker than the cut.
            if (cuts) client.Client.Close();
            await server.GetStream().WriteAsync(buffer.AsMemory(0, read), cut.Token);
            if (!cuts) continue;
            Interlocked.Increment(ref _after);
            // Until the server has it: a connection that closes at once may take it back.
            await AnswerAsync(server, client, cut.Token);
            return;
        }
    }

    /// <summary>
    /// COMMIT by itself, or as the last statement of a batch, which after its first time is called by its name alone:
    /// Parse holds the name, 0, the text, 0; Bind holds 0, the name, 0.
    /// </summary>
    private static bool IsCommit(ReadOnlySpan<byte> sent, ref byte[] prepared)
    {
        if (sent.IndexOf("COMMIT"u8) >= 0) return true;
        var end = sent.IndexOf("\0commit\0"u8);
        if (end >= 0)
        {
            var start = end;
            while (start > 0 && (char.IsAsciiLetterOrDigit((char)sent[start - 1]) || sent[start - 1] == '_')) start--;
            if (start == end) return true;
            prepared = [0, .. sent[start..end], 0];
        }

        return prepared.Length > 0 && sent.IndexOf(prepared) >= 0;
    }

    private static async Task AnswerAsync(TcpClient server, TcpClient client, CancellationToken cut)
    {
        var buffer = new byte[65536];
        while (await server.GetStream().ReadAsync(buffer, cut) is var read and > 0) await client.GetStream().WriteAsync(buffer.AsMemory(0, read), cut);
    }

    private (bool Cuts, bool First) Throw()
    {
        lock (_throwing) return (_dice.Chance(Cutting), _dice.Chance(0.5));
    }
}
