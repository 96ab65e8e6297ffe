using System.Diagnostics;

namespace Growth.Tests.Cli;

/// <summary>Waits for something to be so, and fails when it does not come.</summary>
internal static class Until
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static async Task Async(Func<bool> so)
    {
        var waited = Stopwatch.StartNew();
        while (!so())
        {
            if (waited.Elapsed > Longest) throw new TimeoutException("It did not come to be.");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }
}
