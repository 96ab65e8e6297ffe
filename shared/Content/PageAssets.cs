using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Growth.Content;

/// <summary>
/// The page's one style and one script, inline. The policy names them by hash and not by nonce: every answer is the same bytes, so that a
/// page may be cached and revalidated.
/// </summary>
internal static class PageAssets
{
    internal static string Style { get; } = Load("page.css");

    internal static string Script { get; } = Load("page.js");

    internal static string Policy { get; } = string.Join("; ",
        "default-src 'none'",
        $"script-src '{Hash(Script)}'",
        $"style-src '{Hash(Style)}'",
        "img-src https: data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'");

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Load(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("page/" + name)!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
