using System.Diagnostics;
using System.Globalization;
using Growth.Storage;
using Npgsql;

namespace Growth.Cli.Backups;

/// <summary>The way to a PostgreSQL store past any pooler: for a session of our own and for PostgreSQL's programs, which get it in their environment, where no list of processes shows it.</summary>
internal sealed class PostgresAccess
{
    private readonly NpgsqlConnectionStringBuilder _to;

    /// <param name="options">Their connection string was found to be one.</param>
    public PostgresAccess(GrowthOptions options) => _to = new NpgsqlConnectionStringBuilder(options.DatabaseDirect is { Length: > 0 } direct ? direct : options.DatabaseOrDefault)
    {
        Pooling = false, CommandTimeout = 0, KeepAlive = 30, ApplicationName = "growth-backup",
    };

    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(_to.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch (Exception e)
        {
            await connection.DisposeAsync();
            if (e is System.Net.Sockets.SocketException or TimeoutException) throw new NpgsqlException(e.Message, e);
            throw;
        }
    }

    public ProcessStartInfo Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var other in (string[])["PGSERVICE", "PGHOSTADDR"]) start.Environment.Remove(other);
        var hosts = (_to.Host ?? "").Split(',').Select(Place).ToList();
        Set(start, "PGHOST", string.Join(',', hosts.Select(place => place.Host)));
        Set(start, "PGPORT", string.Join(',', hosts.Select(place => place.Port)));
        Set(start, "PGDATABASE", _to.Database ?? _to.Username);
        Set(start, "PGUSER", _to.Username);
        Set(start, "PGPASSWORD", _to.Password);
        Set(start, "PGPASSFILE", _to.Passfile);
        Set(start, "PGSSLMODE", Ssl(_to.SslMode));
        Set(start, "PGSSLROOTCERT", _to.RootCertificate);
        Set(start, "PGSSLCERT", _to.SslCertificate);
        Set(start, "PGSSLKEY", _to.SslKey);
        Set(start, "PGOPTIONS", string.Join(' ', new[] { _to.Options, "-c client_min_messages=warning" }.Where(option => option is { Length: > 0 })));
        Set(start, "PGAPPNAME", "growth-backup");
        Set(start, "PGCONNECT_TIMEOUT", "15");
        Set(start, "PGCLIENTENCODING", "UTF8");
        Set(start, "LC_ALL", "C");
        return start;
    }

    private static void Set(ProcessStartInfo start, string variable, string? value)
    {
        if (value is { Length: > 0 }) start.Environment[variable] = value;
    }

    private static string Ssl(SslMode mode) => mode switch
    {
        SslMode.Disable => "disable",
        SslMode.Allow => "allow",
        SslMode.Require => "require",
        SslMode.VerifyCA => "verify-ca",
        SslMode.VerifyFull => "verify-full",
        _ => "prefer",
    };

    // Npgsql's form is host:port, with a port of its own for each; a path is the folder of a socket.
    private (string Host, string Port) Place(string host)
    {
        var common = _to.Port.ToString(CultureInfo.InvariantCulture);
        var colon = host.LastIndexOf(':');
        return host.StartsWith('/') || colon < 0 || host.IndexOf(':', StringComparison.Ordinal) != colon ? (host.Trim(), common) : (host[..colon].Trim(), host[(colon + 1)..]);
    }
}
