using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using NodaTime;

namespace Growth.Storage;

/// <summary>
/// Brings the schema up to date: numbered files, forward only, under the write lock, all of them in one transaction, so that a crash
/// leaves the old schema and two processes at once do the work once. A file that changed after it was applied is refused.
/// </summary>
public sealed class Migrator(Database database)
{
    private const string Prefix = "migrations/";

    /// <exception cref="InvalidOperationException">An applied migration's text has changed, or the store is newer than this program.</exception>
    /// <returns>The numbers applied now; empty when the schema was up to date.</returns>
    public async Task<IReadOnlyList<int>> RunAsync(Instant now, CancellationToken cancellationToken = default)
    {
        if (System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(database.Path)) is { } folder) Directory.CreateDirectory(folder);
        // Outside the transaction: the journal mode is a property of the file and cannot change inside one.
        await database.ReadAsync(connection => connection.ExecuteAsync("pragma journal_mode=WAL"), cancellationToken);
        return await database.WriteAsync(transaction => ApplyAsync(transaction, now), cancellationToken);
    }

    /// <summary>Migrations that this program has and the store has not; changes nothing.</summary>
    public Task<IReadOnlyList<int>> MissingAsync(CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<int>>(async connection =>
        {
            var exists = await connection.ExecuteScalarAsync<long>("select count(*) from sqlite_master where type = 'table' and name = 'migration'");
            var applied = exists == 0 ? [] : (await connection.QueryAsync<int>("select number from migration")).ToHashSet();
            return [.. Read().Select(migration => migration.Number).Where(number => !applied.Contains(number))];
        }, cancellationToken);

    private static async Task<IReadOnlyList<int>> ApplyAsync(Transaction transaction, Instant now)
    {
        await transaction.ExecuteAsync("create table if not exists migration (number integer primary key, checksum text not null, applied_at integer not null)");
        var applied = (await transaction.QueryAsync<Applied>("select number, checksum from migration")).ToDictionary(row => row.Number);
        var known = Read().ToList();
        if (applied.Keys.Where(number => known.TrueForAll(migration => migration.Number != number)).ToList() is [var newer, ..])
            throw new InvalidOperationException($"The store has migration {newer}, which this program does not know. Use a newer program.");

        var done = new List<int>();
        foreach (var migration in known)
        {
            if (applied.TryGetValue(migration.Number, out var before))
            {
                if (before.Checksum != migration.Checksum)
                    throw new InvalidOperationException($"Migration {migration.Number} was changed after it was applied to this store.");
                continue;
            }

            await transaction.ExecuteAsync(migration.Sql);
            await transaction.ExecuteAsync("insert into migration (number, checksum, applied_at) values (@Number, @Checksum, @now)",
                new { migration.Number, migration.Checksum, now });
            done.Add(migration.Number);
        }

        return done;
    }

    private static IEnumerable<Migration> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            var sql = reader.ReadToEnd().ReplaceLineEndings("\n");
            yield return new Migration(int.Parse(name.AsSpan(Prefix.Length, 4), CultureInfo.InvariantCulture), sql,
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
        }
    }

    private sealed record Migration(int Number, string Sql, string Checksum);

    private sealed record Applied
    {
        public int Number { get; init; }

        public string Checksum { get; init; } = "";
    }
}
