using Growth.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Growth.Storefronts;

/// <summary>The one writer of webhooks in this process. Its answer means durable and queued.</summary>
public sealed class WebhookWriter : IHostedService
{
    // What waits is bounded by its bytes, too: a large order counts as many small notices.
    private const int BytesPerWeight = 4096;

    private readonly GroupWriter<NewWebhook, WebhookKept> _writer;

    public WebhookWriter(Database database, KeepWebhooks keep, WebhookWriterOptions options, ILogger<WebhookWriter> log)
    {
        var commit = new CommitGroup<NewWebhook, WebhookKept>(database, "webhooks", keep.RunAsync, WebhookKept.NotStored, log);
        _writer = new("webhooks", options.MaxPending, options.MaxGroup, commit.RunAsync, log, static webhook => 1 + (webhook.Body.Length / BytesPerWeight));
    }

    /// <summary>Requests wait for their commit.</summary>
    public bool IsBusy => _writer.IsBusy;

    /// <returns>Null: not known to be stored: full, stopping, or the store failed. It may be sent again in any case.</returns>
    public async Task<WebhookKept?> WriteAsync(NewWebhook webhook) => await _writer.WriteAsync([webhook]) is [var kept] ? kept : null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _writer.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _writer.StopAsync(cancellationToken);
}

/// <summary>How much may wait, and how much is committed at once; each request counts 1 and 1 more for every 4 KiB.</summary>
public sealed record WebhookWriterOptions
{
    /// <summary>In waiting before requests are turned away: some 80 MiB at most. 257 or more, so that the largest fits.</summary>
    public int MaxPending { get; init; } = 20_000;

    /// <summary>After which a group takes no further request. 1 to 100000.</summary>
    public int MaxGroup { get; init; } = 2_000;
}
