using System.Text.Json;
using NodaTime;

namespace Growth.Storefronts.Youzan;

/// <summary>What Youzan's API says to one question.</summary>
/// <param name="Data">The answer's <c>data</c>; null: there is none.</param>
/// <param name="Problem">Why not, without anybody's data; null: there is an answer.</param>
/// <param name="Denied">Youzan knows no such thing in this shop; else it could not be asked.</param>
internal sealed record YouzanAnswer(JsonDocument? Data, string? Problem, bool Denied) : IDisposable
{
    internal static readonly Duration Pause = Duration.FromMinutes(1);

    /// <param name="young">A thing that is not there may come yet.</param>
    /// <returns>Null: it answered.</returns>
    internal WebhookReading? Refusal(bool young) =>
        Problem is null ? null : Denied && !young ? new WebhookReading.Misfit(Problem) : new WebhookReading.Later(Problem, Pause);

    public void Dispose() => Data?.Dispose();
}
