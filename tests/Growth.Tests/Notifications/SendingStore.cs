using Growth.Config;
using Growth.Notifications;
using Growth.Storage;
using Growth.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Growth.Tests.Notifications;

/// <summary>A store with an applied workspace, and the acts that send from it.</summary>
internal sealed class SendingStore : IAsyncDisposable
{
    public const string Email = "team@example.com";

    private SendingStore(TemporaryStore store)
    {
        Store = store;
        File = new Growth.Notifications.FileChannel(Options.Create(new GrowthOptions { Workspace = store.Folder }));
        Queue = new QueueMessage(store.Queue, store.Clock);
    }

    public TemporaryStore Store { get; }

    public Growth.Notifications.FileChannel File { get; }

    public QueueMessage Queue { get; }

    public string Outbox => Path.Combine(Store.Folder, ".growth", "outbox");

    public IReadOnlyList<string> Files => Directory.Exists(Outbox)
        ? [.. Directory.EnumerateFiles(Outbox, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Outbox, path).Replace('\\', '/')).Order(StringComparer.Ordinal)]
        : [];

    public static async Task<SendingStore> CreateAsync(params (string Name, string Kind)[] channels)
    {
        var sending = new SendingStore(await TemporaryStore.CreateAsync());
        await sending.ApplyAsync(channels.Length == 0 ? [("email", "file"), ("push", "file")] : channels);
        return sending;
    }

    public static GrowthConfig Config(params (string Name, string Kind)[] channels) => new()
    {
        Workspace = "reading-room",
        PublicUrl = new Uri("https://growth.example.com"),
        TimeZone = "Asia/Shanghai",
        Currency = "CNY",
        Team = [new TeamMember { Name = "运营组", Email = Email }],
        Channels = channels.ToDictionary(channel => channel.Name, channel => Channel(channel.Kind)),
    };

    public static ChannelConfig Channel(string kind) => kind switch
    {
        "file" => new Growth.Config.FileChannel(),
        "sendgrid" => new SendgridChannel { Key = "${KEY}", From = "hello@example.com" },
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static Message Message(string key = "k", string recipient = "team:" + Email, params string[] route) => new()
    {
        Key = key,
        Purpose = Purpose.Transactional,
        Occasion = Instant.FromUtc(2026, 11, 22, 12, 0),
        Recipient = recipient,
        Route = route.Length == 0 ? ["email"] : route,
        Subject = "题: \"quoted\"",
        Body = "Hello\n你好",
    };

    public Task ApplyAsync(params (string Name, string Kind)[] channels) => Store.Database.WriteAsync(transaction => transaction.ExecuteAsync(
        "insert into workspace_version (version, hash, config, applied_at) select coalesce(max(version), 0) + 1, 'h', @config, 0 from workspace_version",
        new { config = Json.Write(Config(channels)) }));

    public Task<bool> QueueAsync(Message message, Instant? due = null) =>
        Store.Database.WriteAsync(transaction => Queue.RunAsync(transaction, message, due));

    /// <summary>A process of its own, as far as sending goes.</summary>
    public SendMessage Sender(params IMessageChannel[] channels) => new(
        Store.Database, Store.Queue, new Alerts(Store.Clock), Store.Clock, channels.Length == 0 ? [File] : channels, NullLogger<SendMessage>.Instance);

    public Task<StoredMessage> RowAsync(string key = "k") => Store.Database.WriteAsync(async transaction =>
        (await transaction.FirstAsync<StoredMessage>($"select {StoredMessage.Columns} from message where key = @key", new { key }))!);

    public Task<IReadOnlyList<Alert>> AlertsAsync() => Store.Database.WriteAsync(transaction =>
        transaction.QueryAsync<Alert>("select key, text, raised_at as RaisedAt from alert"));

    public async Task<int> DueAsync() => (await Store.Queue.ClaimAsync(QueueMessage.Queue, 100, Duration.Zero)).Count;

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
