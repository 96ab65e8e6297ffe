using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace Growth.Cli.Demo;

/// <summary>A message that the file channel has delivered.</summary>
/// <param name="Announces">The slug of the piece that it announces; null: another message.</param>
internal sealed record Delivered(string File, string Address, string Subject, string? Announces, Instant SentAt);

/// <summary>
/// Reads what the file channel writes, as phones and mailboxes receive it: each message once. A day's folder is listed again only when it has changed.
/// </summary>
internal sealed partial class Outbox(string folder)
{
    // File times are coarse: a folder that changed this recently may change again without showing it.
    private static readonly TimeSpan Settled = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, DateTime> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public int Count => _read.Count;

    public IReadOnlyList<Delivered> Take()
    {
        if (!Directory.Exists(folder)) return [];
        var fresh = new List<Delivered>();
        foreach (var day in Directory.EnumerateDirectories(folder).SelectMany(Directory.EnumerateDirectories).Order(StringComparer.Ordinal))
        {
            var changed = Directory.GetLastWriteTimeUtc(day);
            if (_folders.TryGetValue(day, out var known) && known == changed) continue;
            if (TimeProvider.System.GetUtcNow().UtcDateTime - changed > Settled) _folders[day] = changed;
            foreach (var file in Directory.EnumerateFiles(day, "*.md").Order(StringComparer.Ordinal))
                if (_read.Add(file)) fresh.Add(Read(file));
        }

        return fresh;
    }

    private static Delivered Read(string file)
    {
        var text = File.ReadAllText(file);
        return new Delivered(
            file,
            Field(AddressLine().Match(text)) ?? "",
            Field(SubjectLine().Match(text)) ?? "",
            Field(KeyLine().Match(text)),
            InstantPattern.ExtendedIso.Parse(Field(SentLine().Match(text)) ?? "") is { Success: true } at ? at.Value : Instant.MinValue);
    }

    private static string? Field(Match match) => match.Success ? match.Groups["value"].Value : null;

    [GeneratedRegex("^address: \"?(?<value>[^\"\n]*)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex AddressLine();

    [GeneratedRegex("^subject: \"?(?<value>.*?)\"?$", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex SubjectLine();

    [GeneratedRegex("^sentAt: (?<value>.*)$", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex SentLine();

    [GeneratedRegex("^key: \"announce/(?<value>[^/\"]+)/", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex KeyLine();
}
