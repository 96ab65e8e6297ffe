using System.Security.Cryptography;
using System.Text;

namespace Growth.Storefronts.WechatMiniProgram;

/// <summary>SHA-1 of the parts, sorted by their characters and joined with nothing between them: hexadecimal.</summary>
internal static class PushSignature
{
    internal static bool IsOf(string signature, params ReadOnlySpan<string> parts)
    {
        var sorted = parts.ToArray();
        Array.Sort(sorted, StringComparer.Ordinal);
        return Signatures.IsHexOf(signature, SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(sorted))));
    }
}
