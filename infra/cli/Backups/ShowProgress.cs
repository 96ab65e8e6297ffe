using System.Diagnostics;
using System.Globalization;

namespace Growth.Cli.Backups;

/// <summary>One line on the error stream every two seconds: nothing for short work, a sign of life for long.</summary>
internal sealed class ShowProgress(Session session)
{
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(2);

    private long _last = Stopwatch.GetTimestamp();

    public void Share(string what, double done) => Say($"{what} {done.ToString("P0", CultureInfo.InvariantCulture)}");

    public void Bytes(string what, long bytes) => Say($"{what} {bytes / 1024 / 1024} MiB");

    private void Say(string text)
    {
        if (Stopwatch.GetElapsedTime(_last) < Each) return;
        _last = Stopwatch.GetTimestamp();
        session.Note(text);
    }
}
