using Growth.Time;
using NodaTime;

namespace Growth.Outbound;

/// <summary>
/// One attempt at a time at each endpoint, in this process. However many endpoints hang, of the queue's places (24 by host.json) each keeps
/// one, and a workspace has 20 at most: the others' events go out meanwhile. Whoever finds an endpoint taken is called by the attempt that
/// succeeds; for the case that it does not, it is told when to come by itself, one after the other, so that a long line costs
/// <see cref="PerSecond"/> looks a second and no more.
/// </summary>
public sealed class EndpointTurns(MachineClock machine)
{
    private const int PerSecond = 20;

    private static readonly Duration First = Duration.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);

    /// <returns>To be disposed of when the attempt has ended, also when there was no turn.</returns>
    internal Turn Enter(string endpoint)
    {
        lock (_lock)
        {
            if (!_lines.TryGetValue(endpoint, out var line)) _lines.Add(endpoint, line = new Line());
            if (!line.Taken)
            {
                line.Taken = true;
                return new Turn(this, line, null);
            }

            var now = machine.Now;
            line.End = Instant.Max(line.End, now + First) + (Duration.FromSeconds(1) / PerSecond);
            return new Turn(this, null, line.End - now);
        }
    }

    internal sealed class Line
    {
        public bool Taken { get; set; }

        /// <summary>When the last one that was sent away comes again.</summary>
        public Instant End { get; set; } = Instant.MinValue;
    }

    /// <param name="wait">Null: it is ours.</param>
    internal sealed class Turn(EndpointTurns turns, Line? line, Duration? wait) : IDisposable
    {
        public Duration? Wait => wait;

        public void Dispose()
        {
            if (line is null) return;
            lock (turns._lock) line.Taken = false;
        }
    }
}
