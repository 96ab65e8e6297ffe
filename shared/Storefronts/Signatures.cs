using System.Security.Cryptography;
using System.Text;

namespace Growth.Storefronts;

/// <summary>
/// Compares a signature that came as text with the bytes it should be. How long it takes tells nothing of the bytes; text that does not
/// decode, or to another length, is a wrong signature and no fault.
/// </summary>
public static class Signatures
{
    /// <param name="text">Standard base64 as the sender wrote it: no white space, padded.</param>
    public static bool IsBase64Of(ReadOnlySpan<char> text, ReadOnlySpan<byte> expected)
    {
        // Exactly the length that so many bytes have: the decoder skips white space, which no sender writes.
        if (text.Length != (expected.Length + 2) / 3 * 4) return false;
        Span<byte> given = stackalloc byte[text.Length];
        return Convert.TryFromBase64Chars(text, given, out var length) && CryptographicOperations.FixedTimeEquals(given[..length], expected);
    }

    /// <param name="text">Hexadecimal in either case.</param>
    public static bool IsHexOf(string text, ReadOnlySpan<byte> expected)
    {
        if (text.Length != expected.Length * 2) return false;
        Span<byte> given = stackalloc byte[expected.Length];
        return Convert.FromHexString(text, given, out _, out var length) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(given[..length], expected);
    }

    /// <summary>For secrets that are sent as they are.</summary>
    public static bool IsText(string text, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(expected));
}
