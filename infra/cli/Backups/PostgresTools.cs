using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Growth.Cli.Backups;

/// <summary>PostgreSQL's own programs on this machine.</summary>
/// <param name="Version">Their major version.</param>
internal sealed partial record PostgresTools(string Folder, int Version)
{
    private static readonly string[] Programs = ["pg_dump", "pg_restore", "psql"];

    /// <summary>
    /// The server's own version where it is there, else the next newer one: an older pg_dump refuses a newer server, and what a newer one
    /// writes an older server may not understand.
    /// </summary>
    /// <param name="path">The variable PATH.</param>
    /// <exception cref="BackupRefusedException">There is none.</exception>
    public static async Task<PostgresTools> FindAsync(Session session, string path, int server, CancellationToken cancellationToken)
    {
        var debian = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")) : [];
        var found = new List<PostgresTools>();
        foreach (var folder in debian.Concat(path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal).Where(HasAll))
            if (await VersionAsync(folder, cancellationToken) is { } version) found.Add(new PostgresTools(folder, version));
        return found.Where(tools => tools.Version >= server).MinBy(tools => tools.Version)
            ?? throw new BackupRefusedException(
                session.Say($"找不到适合 PostgreSQL {server} 的 pg_dump、pg_restore、psql{Seen(found)}", $"no pg_dump, pg_restore and psql for PostgreSQL {server} were found{Seen(found)}"),
                session.Say($"安装客户端程序（Debian：apt-get install postgresql-client-{server}），放进 PATH 或 /usr/lib/postgresql/{server}/bin。", $"Install the client programs (Debian: apt-get install postgresql-client-{server}); they are looked for in PATH and /usr/lib/postgresql/*/bin."));
    }

    public string Program(string name) => Path.Combine(Folder, Name(name));

    private static string Seen(List<PostgresTools> found) =>
        found.Count == 0 ? "" : $" ({string.Join(", ", found.Select(tools => tools.Version.ToString(CultureInfo.InvariantCulture)))})";

    private static bool HasAll(string folder) => Programs.All(program => File.Exists(Path.Combine(folder, Name(program))));

    private static string Name(string program) => OperatingSystem.IsWindows() ? program + ".exe" : program;

    private static async Task<int?> VersionAsync(string folder, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(folder, Name("pg_dump")), ["--version"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await errors;
        await process.WaitForExitAsync(cancellationToken);
        return Number().Match(said) is { Success: true } match ? int.Parse(match.Value, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
