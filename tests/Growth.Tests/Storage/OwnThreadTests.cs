using Growth.Storage;
using Xunit;

namespace Growth.Tests.Storage;

public sealed class OwnThreadTests
{
    [Fact]
    public async Task Run_AfterAnAwaitOfThePool_ComesBackToItsThread()
    {
        var threads = new List<(int Thread, bool Own)>();

        await OwnThread.RunAsync("test", async () =>
        {
            for (var i = 0; i < 3; i++)
            {
                threads.Add((Environment.CurrentManagedThreadId, OwnThread.IsCurrent));
                await Task.Run(static () => { }, TestContext.Current.CancellationToken);
            }

            threads.Add((Environment.CurrentManagedThreadId, OwnThread.IsCurrent));
        });

        Assert.Equal((threads[0].Thread, true), Assert.Single(threads.Distinct()));
        Assert.NotEqual(Environment.CurrentManagedThreadId, threads[0].Thread);
        Assert.False(OwnThread.IsCurrent);
    }

    [Fact]
    public async Task Run_MainFails_TheFaultIsTheCallers() =>
        Assert.Equal("told", (await Assert.ThrowsAsync<InvalidOperationException>(() => OwnThread.RunAsync("test", static async () =>
        {
            await Task.Yield();
            throw new InvalidOperationException("told");
        }))).Message);
}
