using System.Security.Cryptography;
using System.Text;
using Growth.Config.Yaml;
using Growth.Content;
using Growth.Weeks;

namespace Growth.Config;

/// <summary>The Markdown that plans name: read, checked, hashed, and its reading time estimated.</summary>
internal sealed class ReadArticles(string folder, TrackingConfig tracking)
{
    internal const int MaxBytes = 256 * 1024;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>By hash.</summary>
    internal IReadOnlyDictionary<string, string> Texts => _texts;

    internal WeekPlan Fill(WeekPlan plan, Findings findings)
    {
        var pieces = new List<PiecePlan>();
        foreach (var piece in plan.Content) pieces.Add(Fill(piece, findings, $"content[{pieces.Count}]"));
        return plan with { Content = pieces };
    }

    internal static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private PiecePlan Fill(PiecePlan piece, Findings findings, string path)
    {
        if (piece.File is not { } file || findings.IsBroken($"{path}.file") || Read(file, findings, $"{path}.file") is not { } text) return piece;
        var hash = Hash(text);
        _texts[hash] = text;
        try
        {
            return piece with
            {
                ArticleHash = hash,
                Estimated = piece.ReadingTime is null,
                ReadingTime = piece.ReadingTime ?? ReadingTime.Estimate(text, tracking.CharactersPerMinute, tracking.WordsPerMinute),
            };
        }
        catch (ArgumentException)
        {
            findings.Add("article-too-deep", $"{path}.file", new("The article's lists or quotes are nested too deeply.", "文章的列表或引用嵌套过深。"), file);
            return piece;
        }
    }

    private string? Read(string file, Findings findings, string path)
    {
        if (WorkspaceFolder.Contained(folder, file) is not { } full || Path.GetExtension(file) is not ".md")
        {
            findings.Add("article-outside-workspace", path, new("A piece's file is Markdown inside the workspace folder.", "文章文件必须是工作区文件夹内的 Markdown。"), file, new("a path such as content/why-21-days.md", "形如 content/why-21-days.md 的路径"));
            return null;
        }

        if (!WorkspaceFolder.TryRead(full, MaxBytes, out var bytes, out var fault))
        {
            if (fault is null) findings.Add("article-missing", path, new("There is no such file in the workspace folder.", "工作区文件夹中没有该文件。"), file, suggestion: Near(file));
            else findings.Add("article-unreadable", path, new($"The file cannot be read: {fault}", $"无法读取文件：{fault}"), file);
            return null;
        }

        return Check(bytes, file, findings, path);
    }

    private static string? Check(byte[] bytes, string file, Findings findings, string path)
    {
        if (bytes.Length > MaxBytes)
            findings.Add("article-too-large", path, new("The article is too large.", "文章过大。"), file, new($"up to {MaxBytes} bytes", $"不超过 {MaxBytes} 字节"));
        else if (!StrictText.TryDecode(bytes, out var text, out var invalid))
            findings.Add("article-not-utf8", path, new($"The article is not UTF-8 text in line {invalid.Line}.", $"文章第 {invalid.Line} 行不是 UTF-8 文本。"), file);
        else if (string.IsNullOrWhiteSpace(text))
            findings.Add("article-empty", path, new("The article is empty.", "文章为空。"), file);
        else if (StrictText.Unprintable(text).Where(found => !found.Tab).Select(found => found.At).FirstOrDefault() is { Line: > 0 } at)
            findings.Add("article-control-character", path, new($"The article has an unprintable character in line {at.Line}, column {at.Column}.", $"文章第 {at.Line} 行第 {at.Column} 列有不可见的控制字符。"), file);
        else
            return text.ReplaceLineEndings("\n");
        return null;
    }

    private string? Near(string file)
    {
        var parent = Path.GetDirectoryName(Path.Combine(folder, file));
        if (!Directory.Exists(parent)) return null;
        var names = Directory.EnumerateFiles(parent, "*.md").Take(500).Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'));
        return Nearest.Of(file, names);
    }
}
