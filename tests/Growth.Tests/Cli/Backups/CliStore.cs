using Dapper;
using Growth.Tests.Storage;

namespace Growth.Tests.Cli.Backups;

/// <summary>A store of the test's engine, with the sample workspace, and the command line on it.</summary>
internal sealed class CliStore : IAsyncDisposable
{
    private CliStore(CliFolder folder, string setting) => (Folder, Setting) = (folder, setting);

    public CliFolder Folder { get; }

    /// <summary><c>Growth:Database</c>.</summary>
    public string Setting { get; }

    /// <param name="apply">Make the store; else there is none yet.</param>
    public static async Task<CliStore> CreateAsync(bool apply = true)
    {
        var folder = new CliFolder();
        var data = Path.Combine(folder.Root, "campaigns", ".growth");
        var setting = await TestDatabase.CreateAsync(apply ? Directory.CreateDirectory(data).FullName : data);
        folder.With("Growth__Database", setting);
        var store = new CliStore(folder, setting);
        if (apply) Xunit.Assert.Equal(0, (await folder.RunAsync("apply")).Code);
        return store;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var database = TestDatabase.Open(Setting);
        await database.WriteAsync(transaction => transaction.ExecuteAsync(sql));
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql)
    {
        await using var database = TestDatabase.Open(Setting);
        return await database.ReadAsync(async connection => (await connection.QueryAsync<T>(sql)).AsList());
    }

    public async ValueTask DisposeAsync()
    {
        await TestDatabase.DropAsync(Setting);
        Folder.Dispose();
    }
}
