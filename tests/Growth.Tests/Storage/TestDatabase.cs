using Growth.Storage;
using Xunit;
using Xunit.v3;

namespace Growth.Tests.Storage;

/// <summary>
/// Which engine a test runs on. Tests of the store's behaviour stand in an abstract class with two nested classes, <c>OnSqlite</c> and
/// <c>OnPostgres</c>, that say nothing: whatever makes a store asks here.
/// </summary>
internal static class TestDatabase
{
    private const string OnPostgres = nameof(OnPostgres);

    public static Engine Engine => TestContext.Current.TestClass is IXunitTestClass { Class.Name: OnPostgres } ? Engine.Postgres : Engine.Sqlite;

    /// <returns><c>Growth:Database</c> of a new, empty store.</returns>
    public static Task<string> CreateAsync(string folder) => CreateAsync(folder, Engine);

    public static async Task<string> CreateAsync(string folder, Engine engine) =>
        engine == Engine.Postgres ? await (await PostgresServer.GetAsync()).CreateDatabaseAsync() : Path.Combine(folder, "growth.db");

    public static Database Open(string setting, TimeSpan? patience = null) => StorageRegistration.OpenDatabase(new GrowthOptions { Database = setting }, patience);

    public static async Task DropAsync(string setting)
    {
        if (DatabaseSetting.IsPostgres(setting)) await (await PostgresServer.GetAsync()).DropDatabaseAsync(setting);
    }
}
