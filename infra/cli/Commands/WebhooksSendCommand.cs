using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Growth.Cli.Help;
using Growth.Config;
using Growth.Storefronts;
using Growth.Storefronts.Kinds;
using NodaTime;
using NodaTime.Text;

namespace Growth.Cli.Commands;

/// <summary>Signs a request as a shop would and sends it to the running host.</summary>
internal sealed class WebhooksSendCommand : GrowthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Argument<string> _storefront;
    private readonly Argument<string> _file;
    private readonly Option<string?> _url;
    private readonly Option<string?> _type;
    private readonly Option<string?> _id;

    public WebhooksSendCommand(Session session)
        : base(session, "send", session.Say("像店铺那样签名，发一个请求", "sign a request as a shop would, and send it"))
    {
        Add(_storefront = new("storefront") { Description = Say("growth.yaml 里的店铺名（kind: standard-webhooks）", "a storefront of growth.yaml, of kind standard-webhooks") });
        Add(_file = new("file") { Description = Say("JSON 文件，- 是标准输入", "a file of JSON; - is standard input") });
        _url = Value<string?>("--url", "URL", Say("运行中的程序（默认 http://localhost:7071）", "the running host (default http://localhost:7071)"));
        _type = Value<string?>("--type", "TYPE", Say("文件只是 data，信封由这个类型和现在的时间组成", "the file is data alone: the envelope is made of this type and the time"));
        _id = Value<string?>("--id", "ID", Say("投递号（默认新的）；同一个号只算一次", "the delivery's id (default: a new one); the same id counts once"));
    }

    public override Guide Guide => new()
    {
        Text = Say("密钥从 growth.yaml 里写的环境变量取，第一个有的。回答原样显示。", "The secret is taken from the variables that growth.yaml names, the first that is set. The answer is shown as it comes."),
        Reads = Say("工作区的文件、环境变量、JSON 文件", "the workspace's files, the environment, the file"),
        Writes = Say("不写；运行中的程序会存下请求", "nothing here; the running host keeps the request"),
        Examples =
        [
            ("growth webhooks send shop order.json", Say("文件是整个信封", "the file is a whole envelope")),
            ("echo '{\"number\":\"1001\"}' | growth webhooks send shop - --type order.paid", Say("只给 data", "data alone")),
        ],
        Exits = [(ExitCodes.Ok, Say("收下了（2xx）", "it was taken (2xx)")), (ExitCodes.Refused, Say("被拒绝，或没有密钥", "it was refused, or no secret is set")), (ExitCodes.Surroundings, Say("连不上，或文件读不了", "no host answers, or the file cannot be read"))],
    };

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (Session.MissingWorkspace() is { } code) return code;
        var name = parsed.GetRequiredValue(_storefront);
        if (await RunningPlans.FindAsync(Session, cancellationToken) is not { } running || running.Config.Storefronts.GetValueOrDefault(name) is not StandardWebhooksStorefront storefront)
            return Session.Fail(ExitCodes.Refused, Say($"growth.yaml 里没有 kind 为 standard-webhooks 的店铺 {name}", $"growth.yaml has no storefront {name} of kind standard-webhooks"));
        if (Secret(storefront) is not { } secret)
        {
            return Session.Fail(ExitCodes.Refused, Say($"{name} 的密钥没有设置或不可用", $"no secret of {name} is set and usable"),
                Say($"设置 {string.Join("、", storefront.Secrets)}：whsec_ 加 24 到 64 字节的 base64。", $"Set {string.Join(" or ", storefront.Secrets)}: whsec_ and base64 of 24 to 64 bytes."));
        }

        var text = await ReadAsync(parsed.GetRequiredValue(_file), cancellationToken);
        if (parsed.GetValue(_type) is { } type)
        {
            if (Wrap(type, text) is not { } wrapped) return Session.Fail(ExitCodes.Refused, Say("文件不是 JSON", "the file is not JSON"));
            text = wrapped;
        }

        var url = new Uri(new Uri(parsed.GetValue(_url) ?? $"http://localhost:{UpCommand.ConfiguredPort(Session)}"), $"/webhooks/{Uri.EscapeDataString(name)}");
        return await SendAsync(url, secret, parsed.GetValue(_id) ?? $"msg_{Guid.NewGuid():N}", Encoding.UTF8.GetBytes(text), cancellationToken);
    }

    private StandardWebhooksSecret? Secret(StandardWebhooksStorefront storefront)
    {
        var secrets = new Secrets(Session.Surroundings.Environment);
        foreach (var name in storefront.Secrets)
            if (secrets.TryFind(name, out var text) && StandardWebhooksSecret.TryParse(text, out var secret)) return secret;
        return null;
    }

    private Task<string> ReadAsync(string file, CancellationToken cancellationToken) =>
        file == "-" ? Session.Surroundings.In.ReadToEndAsync(cancellationToken) : File.ReadAllTextAsync(Session.Full(file), cancellationToken);

    /// <returns>Null: the text is not JSON.</returns>
    private static string? Wrap(string type, string text)
    {
        try
        {
            var now = InstantPattern.General.Format(Now());
            return new JsonObject { ["type"] = type, ["timestamp"] = now, ["data"] = JsonNode.Parse(text) }.ToJsonString();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<int> SendAsync(Uri url, StandardWebhooksSecret secret, string id, byte[] body, CancellationToken cancellationToken)
    {
        var timestamp = Now().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var client = new HttpClient { Timeout = Patience };
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(StandardWebhooks.IdHeader, id);
        request.Headers.Add(StandardWebhooks.TimestampHeader, timestamp);
        request.Headers.Add(StandardWebhooks.SignatureHeader, StandardWebhooks.Sign(secret, id, timestamp, body));
        try
        {
            using var answer = await client.SendAsync(request, cancellationToken);
            Session.Line($"{(int)answer.StatusCode} {answer.ReasonPhrase}  {StandardWebhooks.IdHeader}: {id}");
            if (await answer.Content.ReadAsStringAsync(cancellationToken) is { Length: > 0 } said) Session.Line(said);
            return answer.IsSuccessStatusCode ? ExitCodes.Ok : ExitCodes.Refused;
        }
        catch (HttpRequestException e)
        {
            return Session.Fail(ExitCodes.Surroundings, Say($"连不上 {url}：{e.Message}", $"{url} does not answer: {e.Message}"), Say("先运行 growth up，或用 --url。", "Run growth up first, or name the host with --url."));
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Session.Fail(ExitCodes.Surroundings, Say($"{url} 没有在 {Patience.TotalSeconds:0} 秒内回答", $"{url} did not answer within {Patience.TotalSeconds:0} s"));
        }
    }

    private static Instant Now() => new Time.MachineClock(TimeProvider.System).Now;
}
