using System.Diagnostics;
using System.Globalization;
using Growth.Benchmarks.Machine;

namespace Growth.Benchmarks.Queues;

/// <summary>
/// Fills a queue, lets it work, and takes the rate from the target: from the first POST to the last. Afterwards every job was POSTed and
/// nothing is left.
/// </summary>
internal sealed class DrainQueue : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ChildProcess _target;
    private readonly HttpClient _http;

    private DrainQueue(ChildProcess target)
    {
        _target = target;
        _http = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{target.Port}")) };
    }

    public static async Task<DrainQueue> StartAsync(CancellationToken cancellationToken)
    {
        var port = ChildProcess.FreePort();
        var target = ChildProcess.Start("Growth.Benchmarks.dll", port, ["serve-target", port.ToString(CultureInfo.InvariantCulture)], new Dictionary<string, string>(StringComparer.Ordinal));
        await target.AnsweredAsync("/jobs", cancellationToken);
        return new DrainQueue(target);
    }

    /// <returns>Jobs a second.</returns>
    /// <exception cref="InvalidOperationException">A job was lost, or the queue is not empty in the end.</exception>
    public async Task<double> RunAsync(QueueChild queue, int count, BenchStores stores, CancellationToken cancellationToken)
    {
        await _http.DeleteAsync(new Uri("/jobs", UriKind.Relative), cancellationToken);
        await queue.AskAsync(new QueueOrder { Do = "fill", Count = count }, cancellationToken);
        await stores.SettleAsync(cancellationToken);
        await queue.AskAsync(new QueueOrder { Do = "work", Port = _target.Port }, cancellationToken);
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            await Task.Delay(50, cancellationToken);
            var (_, distinct, seconds) = await JobsAsync(cancellationToken);
            var left = distinct < count ? -1 : (await queue.AskAsync(new QueueOrder { Do = "left" }, cancellationToken)).Count;
            if (left == 0)
            {
                await queue.AskAsync(new QueueOrder { Do = "rest" }, cancellationToken);
                return count / seconds;
            }

            if (waiting.Elapsed > Patience) throw new InvalidOperationException($"{queue.Name}: {distinct} of {count} jobs were done, {left} are left.");
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _target.Dispose();
    }

    private async Task<(int Count, int Distinct, double Seconds)> JobsAsync(CancellationToken cancellationToken)
    {
        var parts = (await _http.GetStringAsync(new Uri("/jobs", UriKind.Relative), cancellationToken)).Split(' ');
        return (int.Parse(parts[0]), int.Parse(parts[1]), double.Parse(parts[2]));
    }
}
