using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Growth.Storage;

/// <summary>One numbered file of <c>Storage/Migrations</c>, as it was built into the program.</summary>
internal sealed partial record MigrationFile(int Number, string Name, string Sql, string Checksum, string LowestProgram)
{
    private const string Prefix = "migrations/";
    private const string LowestLine = "-- Lowest program: ";

    /// <summary>The tables that it makes.</summary>
    public IEnumerable<string> Tables => CreateTable().Matches(Sql).Select(match => match.Groups["name"].Value);

    /// <returns>By number.</returns>
    public static IReadOnlyList<MigrationFile> All()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => Read(assembly, name)).OrderBy(file => file.Number)];
    }

    private static MigrationFile Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
        // The file's own text, whatever line ends a checkout gave it and whatever the engine makes of it.
        var sql = reader.ReadToEnd().ReplaceLineEndings("\n");
        var first = sql[..sql.IndexOf('\n', StringComparison.Ordinal)];
        if (!first.StartsWith(LowestLine, StringComparison.Ordinal)) throw new InvalidOperationException($"{name} must begin with '{LowestLine}' and a version.");
        return new MigrationFile(
            int.Parse(name.AsSpan(Prefix.Length, 4), CultureInfo.InvariantCulture), name[Prefix.Length..], sql,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))), first[LowestLine.Length..].Trim());
    }

    [GeneratedRegex(@"^create table (if not exists )?(?<name>\w+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CreateTable();
}
