using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Growth.Tracking;

/// <summary>What a token says its bearer is.</summary>
public enum ReaderKind
{
    Visitor = 1,
    Member = 2,
}

/// <summary>Who a token means: the kind and the 128-bit id in it, as 22 characters of base64url.</summary>
public sealed record ReaderKey(ReaderKind Kind, string Id)
{
    private const int RefBytes = 9;

    /// <summary><c>v:</c> or <c>m:</c> and the id: the key of the reader's row.</summary>
    public string Value { get; } = (Kind == ReaderKind.Member ? "m:" : "v:") + Id;

    /// <summary>
    /// The public code that travels in shared links: 12 characters of base64url, a hash, so that a link does not tell the token's id.
    /// </summary>
    public string Ref
    {
        get
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes("ref:" + Value), hash);
            return Base64Url.EncodeToString(hash[..RefBytes]);
        }
    }

    public override string ToString() => Value;
}
