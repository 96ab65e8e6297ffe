using System.Text.Json;

namespace Growth.Storefronts.Youzan;

/// <summary>What is wrong with an answer of Youzan's API, by its two ways to say so: the gateway's and the service's.</summary>
/// <param name="IsToken">The token is absent, ended or unknown.</param>
/// <param name="IsDenial">There is no such order or refund in this shop.</param>
internal sealed record YouzanFault(string Message, bool IsToken, bool IsDenial)
{
    /// <returns>Null: it answers, with <c>data</c>.</returns>
    internal static YouzanFault? Of(JsonDocument answer)
    {
        try
        {
            var body = Payload.Of(answer);
            if (body.At("gw_err_resp") is { Exists: true } gateway)
            {
                var refused = gateway.Text("err_code", 20);
                return new YouzanFault($"Youzan's gateway refuses with {refused}.", refused is "4201" or "4202" or "4203", false);
            }

            var code = body.Text("code", 20);
            if (code is "200" or null && body.At("data").Exists) return null;
            return new YouzanFault($"Youzan answers with {code ?? "no code"}.", false, IsUnknown(code, body.Hint("message", 200)));
        }
        catch (MisfitException)
        {
            return new YouzanFault("Youzan's answer is not of its documented form.", false, false);
        }
    }

    /// <summary>5000 is said of everything; the others are numbers that are unknown, malformed or another shop's.</summary>
    private static bool IsUnknown(string? code, string? message) =>
        code is "106000004" or "106100110" or "103011024" or "103010052" or "103010054" || (code == "5000" && message?.Contains("not found", StringComparison.OrdinalIgnoreCase) == true);
}
