using System.Globalization;
using System.Text.RegularExpressions;
using Growth.Storage;

namespace Growth.Cli.Backups;

/// <summary>Reads an archive of pg_dump from end to end, as pg_restore would execute it, and says what it holds.</summary>
internal static partial class ReadArchive
{
    /// <exception cref="BackupRefusedException">It is damaged or cut off.</exception>
    public static async Task<ArchiveContents> RunAsync(PostgresAccess access, PostgresTools tools, string file, CancellationToken cancellationToken)
    {
        var reading = new Reading();
        await RunTool.RunAsync(access.Start(tools.Program("pg_restore"), ["--file=-", "--no-owner", "--no-privileges", file]), async output =>
        {
            while (await output.ReadLineAsync(CancellationToken.None) is { } line) reading.Take(line);
        }, cancellationToken);
        return new ArchiveContents(reading.Schema, reading.Characters, new BackupContents(reading.Rows, [.. reading.Applied.OrderBy(migration => migration.Number)]));
    }

    [GeneratedRegex("""^COPY (?<schema>"(""|[^"])+"|\w+)\.(?<table>\w+) \((?<columns>.*)\) FROM stdin;$""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Copy();

    private sealed class Reading
    {
        private string? _table;
        private string[] _columns = [];

        public string Schema { get; private set; } = "";

        public long Characters { get; private set; }

        public Dictionary<string, long> Rows { get; } = new(StringComparer.Ordinal);

        public List<AppliedMigration> Applied { get; } = [];

        public void Take(string line)
        {
            Characters += line.Length + 1;
            if (_table is not null) Row(line);
            else if (line.StartsWith("COPY ", StringComparison.Ordinal) && Copy().Match(line) is { Success: true } copy) Begin(copy);
        }

        private void Begin(Match copy)
        {
            Schema = copy.Groups["schema"].Value;
            _table = copy.Groups["table"].Value;
            _columns = copy.Groups["columns"].Value.Split(", ");
            Rows[_table] = 0;
        }

        private void Row(string line)
        {
            if (line == @"\.")
            {
                _table = null;
                return;
            }

            Rows[_table!]++;
            if (_table != "migration") return;
            var values = line.Split('\t');
            Applied.Add(new AppliedMigration
            {
                Number = int.Parse(values[Array.IndexOf(_columns, "number")], CultureInfo.InvariantCulture),
                Checksum = values[Array.IndexOf(_columns, "checksum")],
                LowestProgram = values[Array.IndexOf(_columns, "lowest_program")],
            });
        }
    }
}

/// <param name="Schema">The schema of its tables, quoted where it must be.</param>
/// <param name="Characters">The length of the script that it makes.</param>
internal sealed record ArchiveContents(string Schema, long Characters, BackupContents Contents);
