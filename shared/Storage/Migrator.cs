using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using NodaTime;

namespace Growth.Storage;

/// <summary>
/// Brings the schema up to date: numbered files, forward only, under an exclusive lock, all of them in one transaction, so that a crash
/// leaves the old schema and several processes at once do the work once. A file that changed after it was applied is refused.
/// Each file's first line says which program may still use the schema after it: one that only adds lets older instances live through a
/// rollout, one that takes away shuts them out.
/// </summary>
/// <param name="program">This program's version; null: the assembly's.</param>
public sealed class Migrator(Database database, Version? program = null)
{
    private const string Prefix = "migrations/";
    private const string LowestProgram = "-- Lowest program: ";
    private const string Table =
        "create table if not exists migration (number integer primary key, checksum text not null, lowest_program text not null, applied_at bigint not null)";

    private readonly Version _program = program ?? Assembly.GetExecutingAssembly().GetName().Version!;

    /// <exception cref="InvalidOperationException">An applied migration's text has changed, or the store is newer than this program may use.</exception>
    /// <returns>The numbers applied now; empty when the schema was up to date.</returns>
    public Task<IReadOnlyList<int>> RunAsync(Instant now, CancellationToken cancellationToken = default) =>
        database.ChangeSchemaAsync<IReadOnlyList<int>>(async transaction =>
        {
            await transaction.ExecuteAsync(Table);
            var missing = Missing(await transaction.QueryAsync<Applied>(Applied.Select));
            foreach (var migration in missing)
            {
                await transaction.ExecuteAsync(Dialect.Translate(migration.Sql, database.Engine));
                await transaction.ExecuteAsync("insert into migration (number, checksum, lowest_program, applied_at) values (@Number, @Checksum, @LowestProgram, @now)",
                    new { migration.Number, migration.Checksum, migration.LowestProgram, now });
            }

            return [.. missing.Select(migration => migration.Number)];
        }, cancellationToken);

    /// <summary>What <see cref="RunAsync"/> would do now; changes nothing.</summary>
    /// <exception cref="InvalidOperationException">As there.</exception>
    public async Task<IReadOnlyList<PlannedMigration>> PlanAsync(CancellationToken cancellationToken = default)
    {
        var applied = await database.HasTableAsync("migration", cancellationToken)
            ? await database.ReadAsync(async connection => (await connection.QueryAsync<Applied>(Applied.Select)).AsList(), cancellationToken)
            : [];
        return [.. Missing(applied).Select(migration => new PlannedMigration(migration.Number, migration.Name, Dialect.Translate(migration.Sql, database.Engine)))];
    }

    private List<Migration> Missing(IReadOnlyList<Applied> rows)
    {
        var known = Read().ToDictionary(migration => migration.Number);
        foreach (var row in rows)
        {
            if (known.Remove(row.Number, out var migration) && row.Checksum != migration.Checksum)
                throw new InvalidOperationException($"Migration {row.Number} was changed after it was applied to this store.");
            if (Version.Parse(row.LowestProgram) > _program)
                throw new InvalidOperationException($"The store has migration {row.Number}, which needs Growth {row.LowestProgram} or newer; this is {_program.ToString(3)}. Use a newer program.");
        }

        return [.. known.Values.OrderBy(migration => migration.Number)];
    }

    private static IEnumerable<Migration> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            // The file's own text, whatever line ends a checkout gave it and whatever the engine makes of it.
            var sql = reader.ReadToEnd().ReplaceLineEndings("\n");
            var first = sql[..sql.IndexOf('\n', StringComparison.Ordinal)];
            if (!first.StartsWith(LowestProgram, StringComparison.Ordinal)) throw new InvalidOperationException($"{name} must begin with '{LowestProgram}' and a version.");
            yield return new Migration(
                int.Parse(name.AsSpan(Prefix.Length, 4), CultureInfo.InvariantCulture), name[Prefix.Length..], sql,
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))), first[LowestProgram.Length..].Trim());
        }
    }

    private sealed record Migration(int Number, string Name, string Sql, string Checksum, string LowestProgram);

    private sealed record Applied
    {
        public const string Select = "select number, checksum, lowest_program as LowestProgram from migration order by number";

        public int Number { get; init; }

        public string Checksum { get; init; } = "";

        public string LowestProgram { get; init; } = "";
    }
}

/// <summary>A migration that the store has not.</summary>
/// <param name="Name">The file's.</param>
/// <param name="Sql">As the store's engine would be given it.</param>
public sealed record PlannedMigration(int Number, string Name, string Sql);
