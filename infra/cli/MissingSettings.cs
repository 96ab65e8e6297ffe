using System.Text.RegularExpressions;
using Growth.Config;
using Growth.Storage;

namespace Growth.Cli;

/// <summary>A setting that config names as <c>${NAME}</c> and that is not set where this runs.</summary>
/// <param name="Owner">Where it is named: <c>storefronts.shop</c>.</param>
internal sealed record MissingSetting(string Owner, string Name)
{
    public static string Of(string storefront) => $"storefronts.{storefront}";
}

internal static partial class MissingSettings
{
    public static IReadOnlyList<MissingSetting> Of(Session session, GrowthConfig config)
    {
        var named = config.Channels.Select(channel => (Owner: $"channels.{channel.Key}", Text: Json.Write(channel.Value)))
            .Concat(config.Storefronts.Select(store => (Owner: MissingSetting.Of(store.Key), Text: Json.Write(store.Value))));
        return
        [
            .. named.SelectMany(one => Names().Matches(one.Text).Select(match => new MissingSetting(one.Owner, match.Groups["name"].Value)))
                .Where(one => string.IsNullOrEmpty(session.Surroundings.Environment[one.Name.Replace("__", ":", StringComparison.Ordinal)])),
        ];
    }

    [GeneratedRegex(@"\$\{(?<name>[A-Z][A-Z0-9_]*)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Names();
}
