using System.CommandLine;
using Growth.Benchmarks.Machine;

namespace Growth.Benchmarks.Webhooks;

/// <summary>Webhooks a second, verified, sealed, durable and queued, while what is queued is applied in the same host.</summary>
internal static class WebhooksCommand
{
    public static Command Command(Option<bool> json, Option<bool> markdown) =>
        BenchCommand.Create("webhooks", "Webhooks a second over HTTP, verified and durable, beside a bare Kestrel POST.", json, markdown, RunAsync);

    private static async Task RunAsync(BenchSettings settings, ParseResult parsed, Report report, CancellationToken cancellationToken)
    {
        foreach (var engine in settings.Engines)
        {
            foreach (var shop in BenchShop.All.Where(shop => settings.Wants(MeasureWebhooks.NameOf(shop))))
            {
                await using var stores = await BenchStores.OpenAsync(engine, settings);
                foreach (var figure in await new MeasureWebhooks(shop, stores, settings).RunAsync(cancellationToken)) report.Write(figure);
            }
        }
    }
}
