using System.Globalization;
using System.Reflection;
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
    private const string Table =
        "create table if not exists migration (number integer primary key, checksum text not null, lowest_program text not null, applied_at bigint not null)";

    private readonly Version _program = program ?? Assembly.GetExecutingAssembly().GetName().Version!;

    /// <summary>Every table that this program's schema has or had.</summary>
    public static IReadOnlyList<string> Tables => ["migration", .. MigrationFile.All().SelectMany(file => file.Tables).Distinct(StringComparer.Ordinal)];

    /// <summary>Of these the ones that this program does not have: a newer one applied them.</summary>
    public static IReadOnlyList<int> Unknown(IEnumerable<AppliedMigration> applied) =>
        [.. applied.Select(row => row.Number).Except(MigrationFile.All().Select(file => file.Number))];

    /// <exception cref="SchemaRefusedException">An applied migration's text has changed, or the store is newer than this program may use.</exception>
    /// <returns>The numbers applied now; empty when the schema was up to date.</returns>
    public Task<IReadOnlyList<int>> RunAsync(Instant now, CancellationToken cancellationToken = default) =>
        database.ChangeSchemaAsync<IReadOnlyList<int>>(async transaction =>
        {
            await transaction.ExecuteAsync(Table);
            var missing = Missing(await transaction.QueryAsync<AppliedMigration>(AppliedMigration.Select));
            foreach (var migration in missing)
            {
                await transaction.ExecuteAsync(Dialect.Translate(migration.Sql, database.Engine));
                await transaction.ExecuteAsync(Note(migration, now));
            }

            return [.. missing.Select(migration => migration.Number)];
        }, cancellationToken);

    /// <summary>What <see cref="RunAsync"/> would do now; changes nothing.</summary>
    /// <exception cref="SchemaRefusedException">As there.</exception>
    public async Task<IReadOnlyList<PlannedMigration>> PlanAsync(CancellationToken cancellationToken = default) =>
        [.. Missing(await AppliedAsync(cancellationToken)).Select(migration => new PlannedMigration(migration.Number, migration.Name, Dialect.Translate(migration.Sql, database.Engine)))];

    /// <summary>What <see cref="RunAsync"/> would execute on a store that has these migrations, for another program to execute.</summary>
    /// <exception cref="SchemaRefusedException">As there.</exception>
    public IReadOnlyList<string> Script(IReadOnlyList<AppliedMigration> applied, Instant now) =>
        [Table, .. Missing(applied).SelectMany(migration => (string[])[Dialect.Translate(migration.Sql, database.Engine), Note(migration, now)])];

    /// <returns>By number; empty for a store that is not there or has no schema of ours.</returns>
    public async Task<IReadOnlyList<AppliedMigration>> AppliedAsync(CancellationToken cancellationToken = default) =>
        await database.HasTableAsync("migration", cancellationToken)
            ? await database.ReadAsync(async connection => (await connection.QueryAsync<AppliedMigration>(AppliedMigration.Select)).AsList(), cancellationToken)
            : [];

    // Numbers, hexadecimal digits and a version: nothing that would need a parameter.
    private static string Note(MigrationFile migration, Instant now) => string.Create(CultureInfo.InvariantCulture,
        $"insert into migration (number, checksum, lowest_program, applied_at) values ({migration.Number}, '{migration.Checksum}', '{Version.Parse(migration.LowestProgram)}', {now.ToMicros()})");

    private List<MigrationFile> Missing(IReadOnlyList<AppliedMigration> rows)
    {
        var known = MigrationFile.All().ToDictionary(migration => migration.Number);
        foreach (var row in rows)
        {
            if (known.Remove(row.Number, out var migration) && row.Checksum != migration.Checksum)
                throw new SchemaRefusedException($"Migration {row.Number} was changed after it was applied to this store.");
            if (Version.Parse(row.LowestProgram) > _program)
                throw new SchemaRefusedException($"The store has migration {row.Number}, which needs Growth {row.LowestProgram} or newer; this is {_program.ToString(3)}. Use a newer program.");
        }

        return [.. known.Values.OrderBy(migration => migration.Number)];
    }
}

/// <summary>A row of <c>migration</c>.</summary>
public sealed record AppliedMigration
{
    internal const string Select = "select number, checksum, lowest_program as LowestProgram from migration order by number";

    public int Number { get; init; }

    public string Checksum { get; init; } = "";

    public string LowestProgram { get; init; } = "";
}

/// <summary>The store's schema is not one that this program may use; the message says why and what would fit.</summary>
public sealed class SchemaRefusedException(string message) : InvalidOperationException(message);

/// <summary>A migration that the store has not.</summary>
/// <param name="Name">The file's.</param>
/// <param name="Sql">As the store's engine would be given it.</param>
public sealed record PlannedMigration(int Number, string Name, string Sql);
