using System.Diagnostics;
using Growth.Http;
using Growth.Members;
using Growth.Storage;
using Growth.Time;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace Growth.Storefronts;

/// <summary>
/// Takes a storefront's request: verified on its raw bytes, made durable, then answered as its platform wants; applied later from the queue.
/// What is not durable is never answered as received, so the platform sends it again, and a delivery that is known is answered like its first.
/// </summary>
public sealed class ReceiveWebhook(
    RunningStorefronts storefronts, StorefrontAdapters adapters, WebhookWriter writer, PersonalData personal, RefusalLog refusals, BusinessClock clock)
{
    /// <summary>What bodies are sealed as.</summary>
    public const string Purpose = "webhook";

    // From the first byte to the answer; the platforms wait 5 s.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4.5);
    private static readonly Duration SoonAgain = Duration.FromSeconds(5);
    private static readonly Duration WhenSet = Duration.FromMinutes(1);

    public async Task<IResult> RunAsync(string name, HttpRequest http, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        if (await InTimeAsync(storefronts.RecentAsync(cancellationToken).AsTask(), began) is not { } running) return Stuck();
        if (!running.TryGetValue(name, out var storefront)) return Refuse("-", "unknown-storefront", Problems.NotFound("There is no storefront of this name."));

        var adapter = adapters.Of(storefront);
        if (!adapter.Methods.Contains(http.Method, StringComparer.Ordinal)) return Refuse(name, "wrong-method", WebhookProblems.WrongMethod(adapter.Methods));
        var body = ReadOnlyMemory<byte>.Empty;
        if (!HttpMethods.IsGet(http.Method))
        {
            var read = await RequestBody.ReadRawAsync(http, adapter.MediaTypes, WebhookRequest.MaxBytes, Left(began), cancellationToken);
            if (read.IsRefused) return Refuse(name, read.Problem.Kind, WebhookProblems.OfBody(read.Problem));
            body = read.Bytes;
        }

        if (WebhookRequest.Of(http, body) is not { } request) return Refuse(name, "too-many-headers", WebhookProblems.Headers());
        return await adapter.VerifyAsync(request, storefront, cancellationToken) switch
        {
            WebhookVerdict.Accepted when HttpMethods.IsGet(http.Method) => Refuse(name, "wrong-method", WebhookProblems.WrongMethod(["POST"])),
            WebhookVerdict.Accepted accepted => await KeepAsync(storefront, adapter, request, accepted, began),
            WebhookVerdict.Answered answered => answered.Answer,
            WebhookVerdict.Refused refused => Refuse(name, refused.Reason, refused.Answer),
            WebhookVerdict.NotReady missing => NotReady(name, missing.Setting),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<IResult> KeepAsync(Storefront storefront, IStorefrontAdapter adapter, WebhookRequest request, WebhookVerdict.Accepted accepted, long began)
    {
        if (!personal.Ready) return NotReady(storefront.Name, "Growth:DataKey");
        if (!IsKey(accepted.Delivery, 200) || !IsKey(accepted.Type, 100)) return Refuse(storefront.Name, "bad-delivery", WebhookProblems.Delivery());
        var kept = await InTimeAsync(writer.WriteAsync(new NewWebhook(
            storefront.Name, accepted.Delivery, accepted.Type, Json.Write(request.Keep(adapter.KeptHeaders)), personal.Seal(request.Body.Span, Purpose), clock.Now)), began);
        return kept is WebhookKept.Stored or WebhookKept.Duplicate ? adapter.Received : Stuck();
    }

    /// <returns>What it comes to, or the default when it takes longer than the platform waits. It goes on all the same: what was sent again is known by its key.</returns>
    private static async Task<T?> InTimeAsync<T>(Task<T> task, long began)
    {
        if (task.IsCompleted) return await task;
        try
        {
            return await task.WaitAsync(Left(began));
        }
        catch (TimeoutException)
        {
            return default;
        }
    }

    private static TimeSpan Left(long began) => Patience - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>What a store on either engine and a log can hold.</summary>
    private static bool IsKey(string text, int longest) =>
        text.Length is > 0 && text.Length <= longest && !text.Any(char.IsControl) && text.EnumerateRunes().All(static rune => rune != System.Text.Rune.ReplacementChar);

    private IResult Refuse(string name, string reason, IResult answer)
    {
        refusals.Count(name, reason);
        return answer;
    }

    private IResult NotReady(string name, string setting) => Refuse(name, $"the setting {setting} is not set", WebhookProblems.NotReady(setting, WhenSet));

    private static Problem Stuck() => Problems.Unavailable("Whether this request is stored is not known. Send it again.", SoonAgain);
}
