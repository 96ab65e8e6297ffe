using System.IO.Compression;
using System.Text;
using Growth.Storefronts;
using Growth.Tests.Storefronts.WechatPay;
using NodaTime;

namespace Growth.Tests.Storefronts.Platforms;

/// <summary>One way to spoil a request.</summary>
internal delegate WebhookRequest Spoil();

/// <summary>Every way to spoil a platform's request, class of bytes by class of bytes.</summary>
internal static class Tampering
{
    /// <summary>By name; each spoils the request of this number.</summary>
    public static IReadOnlyDictionary<string, Spoil> Of(Sender sender, int number, Instant now)
    {
        WebhookRequest Valid() => sender.Make(number, now);
        var all = new Dictionary<string, Spoil>(StringComparer.Ordinal)
        {
            ["body: empty"] = () => Valid() with { Body = default },
            ["body: in UTF-16"] = () => Valid() with { Body = Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(Valid().Body.Span)) },
            ["body: no UTF-8"] = () => Body(Valid(), body => [.. body[..(body.Length / 2)], 0xC3, 0x28, .. body[(body.Length / 2)..]]),
            ["body: gzip"] = () => (Valid() with { Body = Gzip(Valid().Body) }).WithHeader("content-encoding", "gzip"),
            ["body: of 1 MiB and a byte"] = () => Body(Valid(), body => [.. body, .. Enumerable.Repeat((byte)' ', WebhookRequest.MaxBytes + 1 - body.Length)]),
            ["content-encoding: gzip"] = () => Valid().WithHeader("content-encoding", "gzip"),
            ["content-type: missing"] = () => Valid().WithHeader("content-type"),
            ["content-type: text/plain"] = () => Valid().WithHeader("content-type", "text/plain"),
            ["content-type: a form"] = () => Valid().WithHeader("content-type", "application/x-www-form-urlencoded"),
            ["content-type: UTF-16"] = () => Valid().WithHeader("content-type", "application/json; charset=utf-16"),
            ["content-type: two"] = () => Valid().WithHeader("content-type", "application/json", "text/plain"),
            ["header: endless"] = () => Valid().WithHeader("x-long", new string('x', WebhookRequest.MaxHeaderLength + 1)),
            ["parameters: 101"] = () => Enumerable.Range(0, WebhookRequest.MaxHeaders + 1).Aggregate(Valid(), (request, i) => request.WithQuery($"p{i}", "1")),
        };
        foreach (var method in (string[])["GET", "PUT", "DELETE", "HEAD"]) all[$"method: {method}"] = () => Valid() with { Method = method };
        if (sender.SignsBody) AddBodies(all, sender, number, Valid, now);
        if (sender.Window is { } window) AddTimes(all, sender, window, number, Valid, now);
        if (sender.Nonce is { } nonce) all["nonce: changed"] = () => nonce.With(Valid(), Turned(nonce.Of(Valid())));
        if (sender.Serial is { } serial) AddSerials(all, serial, Valid);
        foreach (var signature in sender.Signatures) AddSignatures(all, sender, signature, number, Valid, now);
        foreach (var field in sender.Needed) AddAbsence(all, field, Valid);
        return all;
    }

    private static void AddBodies(Dictionary<string, Spoil> all, Sender sender, int number, Spoil valid, Instant now)
    {
        all["body: a bit changed"] = () => Body(valid(), static body =>
        {
            body[body.Length / 2] ^= 1;
            return body;
        });
        all["body: shorter"] = () => Body(valid(), static body => body[..^1]);
        all["body: twice"] = () => Body(valid(), static body => [.. body, .. body]);
        all["body: after a byte order mark"] = () => Body(valid(), static body => [0xEF, 0xBB, 0xBF, .. body]);
        all["body: of another request"] = () => valid() with { Body = sender.Make(number + 1, now).Body };
    }

    private static void AddTimes(Dictionary<string, Spoil> all, Sender sender, Window window, int number, Spoil valid, Instant now)
    {
        all["timestamp: changed"] = () => window.Field.With(valid(), $"{long.Parse(window.Field.Of(valid())) + 1}");
        all["timestamp: no number"] = () => window.Field.With(valid(), "soon");
        all["timestamp: signed, too old"] = () => sender.Make(number, now - Duration.FromSeconds(window.Behind));
        all["timestamp: signed, too new"] = () => sender.Make(number, now + Duration.FromSeconds(window.Ahead));
    }

    private static void AddSerials(Dictionary<string, Spoil> all, Field serial, Spoil valid)
    {
        all["serial: changed"] = () => serial.With(valid(), Turned(serial.Of(valid())));
        all["serial: of another certificate"] = () => serial.With(valid(), PayAccount.NextPlatform.Serial);
        all["serial: no serial"] = () => serial.With(valid(), "' or 1=1");
    }

    private static void AddSignatures(Dictionary<string, Spoil> all, Sender sender, Field signature, int number, Spoil valid, Instant now)
    {
        var name = signature.Name;
        all[$"{name}: a character changed"] = () => signature.With(valid(), Turned(signature.Of(valid())));
        all[$"{name}: of another secret"] = () => signature.With(valid(), signature.Of(sender.Make(number, now, stranger: true)));
        all[$"{name}: not as it is encoded"] = () => signature.With(valid(), "!" + signature.Of(valid())[1..]);
        all[$"{name}: shorter"] = () => signature.With(valid(), signature.Of(valid())[..^4]);
        // That of a plain push covers nothing of the message: it is every message's.
        if (sender.SignsBody && name != "signature") all[$"{name}: of another request"] = () => signature.With(valid(), signature.Of(sender.Make(number + 1, now)));
    }

    private static void AddAbsence(Dictionary<string, Spoil> all, Field field, Spoil valid)
    {
        all[$"{field.Name}: missing"] = () => field.With(valid());
        all[$"{field.Name}: empty"] = () => field.With(valid(), "");
        all[$"{field.Name}: twice"] = () => field.With(valid(), field.Of(valid()), field.Of(valid()));
        all[$"{field.Name}: twice, the first another"] = () => field.With(valid(), Turned(field.Of(valid())), field.Of(valid()));
    }

    private static WebhookRequest Body(WebhookRequest request, Func<byte[], byte[]> change) => request with { Body = change(request.Body.ToArray()) };

    /// <summary>A character in the middle is another of the same kind.</summary>
    private static string Turned(string text)
    {
        var at = text.Length / 2;
        return text[..at] + (text[at] == '1' ? '2' : '1') + text[(at + 1)..];
    }

    private static byte[] Gzip(ReadOnlyMemory<byte> body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(body.Span);
        return packed.ToArray();
    }
}
