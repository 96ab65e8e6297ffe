using System.Diagnostics;
using System.Threading.Channels;

namespace Growth.Benchmarks.Load;

/// <summary>Carries out one order.</summary>
internal sealed class Drive(LoadOrder order, Requests requests)
{
    private int _next = order.From - 1;

    public async Task<LoadResult> RunAsync()
    {
        var connections = Enumerable.Range(0, order.Connections).Select(number => new Connection(order.Network, number, requests)).ToList();
        try
        {
            foreach (var connection in connections) await connection.OpenAsync(order.Port);
            return order.Rate is { } rate ? await PacedAsync(connections, rate) : await ClosedAsync(connections);
        }
        catch (Exception e) when (e is UnexpectedAnswerException or System.Net.Sockets.SocketException)
        {
            return new LoadResult { Error = e.Message };
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    /// <summary>Each connection sends its next request when the last one was answered.</summary>
    private async Task<LoadResult> ClosedAsync(List<Connection> connections)
    {
        var watch = Stopwatch.StartNew();
        var end = TimeSpan.FromSeconds(order.Seconds);
        var counts = await Task.WhenAll(connections.Select(connection => Task.Run(async () =>
        {
            var answers = 0L;
            while (watch.Elapsed < end && Take() is { } request)
            {
                await connection.AskAsync(request);
                answers++;
            }

            return answers;
        })));
        return new LoadResult { Answers = counts.Sum(), Seconds = watch.Elapsed.TotalSeconds };
    }

    /// <summary>Requests become due at a steady rate and wait for a free connection: a server that stalls is charged with all that waited.</summary>
    private async Task<LoadResult> PacedAsync(List<Connection> connections, double rate)
    {
        var due = Channel.CreateUnbounded<(ReadOnlyMemory<byte> Request, long At)>(new UnboundedChannelOptions { SingleWriter = true });
        var watch = Stopwatch.StartNew();
        var asking = connections.Select(connection => Task.Run(async () =>
        {
            var waits = new List<double>();
            await foreach (var (request, at) in due.Reader.ReadAllAsync())
            {
                await connection.AskAsync(request);
                waits.Add(watch.Elapsed.TotalMilliseconds - (at * 1000.0 / Stopwatch.Frequency));
            }

            return waits;
        })).ToList();
        await PaceAsync(due.Writer, watch, rate, Task.WhenAny(asking));
        due.Writer.Complete();
        var all = (await Task.WhenAll(asking)).SelectMany(waits => waits).Order().ToList();
        return new LoadResult { Answers = all.Count, Seconds = watch.Elapsed.TotalSeconds, P50 = all[all.Count / 2], P99 = all[(int)(all.Count * 0.99)] };
    }

    private async Task PaceAsync(ChannelWriter<(ReadOnlyMemory<byte> Request, long At)> due, Stopwatch watch, double rate, Task failed)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        for (var sent = 0L; watch.Elapsed.TotalSeconds < order.Seconds && !failed.IsCompleted; await tick.WaitForNextTickAsync())
        {
            for (; sent < watch.Elapsed.TotalSeconds * rate; sent++)
            {
                if (Take() is not { } request) return;
                await due.WriteAsync((request, (long)(sent / rate * Stopwatch.Frequency)));
            }
        }
    }

    /// <returns>Null: all were sent.</returns>
    private ReadOnlyMemory<byte>? Take()
    {
        var next = Interlocked.Increment(ref _next);
        if (next < order.To) return requests.List[next];
        // not in one expression: null would become an empty request there
        if (!order.Again) return null;
        return requests.List[order.From + ((next - order.From) % (order.To - order.From))];
    }
}
