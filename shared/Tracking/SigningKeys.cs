using System.Diagnostics.CodeAnalysis;
using Growth.Storage;
using Microsoft.Extensions.Options;

namespace Growth.Tracking;

/// <summary>
/// The keys of <see cref="GrowthOptions.SigningKey"/>: one, or several separated by commas while they rotate.
/// The first signs, all verify.
/// </summary>
public static class SigningKeys
{
    /// <summary>Bytes a key must have at least.</summary>
    public const int MinimumLength = 32;

    /// <returns>False with what is wrong (never the key itself); true with no keys when the setting is absent.</returns>
    public static bool TryParse(string? setting, out IReadOnlyList<byte[]> keys, [NotNullWhen(false)] out string? problem)
    {
        var found = new List<byte[]>();
        keys = found;
        problem = null;
        if (string.IsNullOrWhiteSpace(setting)) return true;
        foreach (var part in setting.Split(',', StringSplitOptions.TrimEntries))
        {
            var buffer = new byte[(part.Length * 3 / 4) + 3];
            if (part.Length == 0 || !Convert.TryFromBase64String(part, buffer, out var length) || length < MinimumLength)
            {
                keys = [];
                problem = $"Growth:SigningKey: key {found.Count + 1} is not base64 of {MinimumLength} bytes or more. "
                    + "Make one with: openssl rand -base64 32. Several keys are separated by commas; the first signs.";
                return false;
            }

            found.Add(buffer[..length]);
        }

        return true;
    }
}

/// <summary>Refuses a signing key that is there and wrong when the process starts. An absent one is refused by what needs it.</summary>
public sealed class ValidateSigningKey : IValidateOptions<GrowthOptions>
{
    public ValidateOptionsResult Validate(string? name, GrowthOptions options) =>
        SigningKeys.TryParse(options.SigningKey, out _, out var problem) ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problem);
}
