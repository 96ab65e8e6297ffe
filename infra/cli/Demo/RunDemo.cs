using Growth.Config;
using Growth.Embedded;
using Growth.Storage;
using Growth.Time;
using Growth.Weeks;
using Growth.Weeks.Review;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Growth.Cli.Demo;

/// <summary>
/// One demo from where it stands to its end: steps the business clock of a host in this process and lets people act on its public endpoints.
/// What happens is a function of the settings alone; a run that was killed goes on at the minute it had reached, does that minute again
/// (event ids and message keys make that harmless) and ends with the same numbers.
/// </summary>
/// <param name="recorded">Replayed instead of actors; null: actors.</param>
internal sealed class RunDemo(DemoFolder folder, DemoSettings settings, IReadOnlyList<Act>? recorded, IStory story) : IAsyncDisposable
{
    private static readonly Duration Step = Duration.FromMinutes(5);

    private readonly Timeline _timeline = new();
    private readonly List<Offer> _offers = [];
    private readonly List<Sale> _sales = [];
    private EmbeddedHost? _host;
    private SteppedTime? _time;
    private LocalDate? _day;

    public Tally Tally { get; } = new();

    /// <summary>Events that the server did not take.</summary>
    public IReadOnlyCollection<Tracking.RefusedEvent> Refused { get; private set; } = [];

    /// <summary>After <see cref="StartAsync"/>.</summary>
    public EmbeddedHost Host => _host ?? throw new InvalidOperationException("The demo has not been started.");

    private Instant Now => _time!.Now;

    /// <summary>Brings the host up on a free local port, at the time that the store has reached.</summary>
    /// <param name="shop">What the host knows of the shop; null: of none.</param>
    public async Task StartAsync(Instant start, ShopAccess? shop, CancellationToken cancellationToken)
    {
        _time = new SteppedTime(await DemoClock.ReachedAsync(folder, cancellationToken) ?? start);
        _host = await DemoHost.StartAsync(folder, shop, _time, cancellationToken);
    }

    /// <param name="weeks">Grows by the plans that are written on the way.</param>
    /// <param name="shop">Where people buy; null: nowhere.</param>
    /// <exception cref="ShopRefusedException">The host does not take what the shop tells it.</exception>
    public async Task RunAsync(DemoWeeks weeks, ShopAccess? shop, CancellationToken cancellationToken)
    {
        await CatchUpAsync(cancellationToken);
        using var phones = new Phones(folder.Phones);
        using var site = new PublicSite(Host.Address, Tally);
        var audience = new Audience(site, phones, Tally, weeks.Channel, shop is null ? null : new Shop(site, phones, shop, _time!));
        Refused = audience.Refused;
        var crowd = new Crowd(settings.Seed, settings.Members, weeks.Config.Zone);
        var customers = new Customers(settings.Seed, crowd.Members, weeks.Config.Zone);
        var pushes = new Pushes(phones, crowd);
        var outbox = new Outbox(folder.Outbox);
        Plan(recorded ?? crowd.Joining(weeks.Start, weeks.Doors));
        if (shop is not null) Plan(customers.SigningUp(crowd.Joining(weeks.Start, weeks.Doors)));
        var known = 0;
        while (true)
        {
            for (; known < weeks.Plans.Count; known++)
            {
                Meet(weeks.Plans[known], weeks.Config, crowd, audience);
                if (shop is not null && Sale.Of(weeks.Plans[known], weeks.Config, shop.Storefront) is { } sale) Sell(sale, customers);
            }

            await TellAsync(weeks, cancellationToken);
            await ReceiveAsync(outbox.Take(), pushes, cancellationToken);
            if (_timeline.Take(Now) is { Count: > 0 } due) await audience.RunAsync(due, cancellationToken);
            if (Now >= weeks.End) break;
            if (await weeks.PlanNextAsync(Host, Now, cancellationToken) is { } planned) story.Planned(planned);
            await StepAsync(Instant.Min(Next(), weeks.End), cancellationToken);
        }

        await Host.WhenIdleAsync(cancellationToken);
    }

    /// <returns>Null: none was written.</returns>
    public Task<StoredReview?> ReviewAsync(IsoWeek week, CancellationToken cancellationToken) =>
        Host.Services.GetRequiredService<Database>().ReadAsync(connection => FindReview.RunAsync(connection, week), cancellationToken);

    public Task<ShopSum> ShopAsync(CancellationToken cancellationToken) => ShopSum.ReadAsync(Host.Services.GetRequiredService<Database>(), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
    }

    private async Task TellAsync(DemoWeeks weeks, CancellationToken cancellationToken)
    {
        var day = weeks.Config.Zone.ToLocal(Now).Date;
        if (day != _day || Now >= weeks.End) story.Shop(await ShopAsync(cancellationToken));
        _day = day;
        story.At(Now, Tally);
    }

    private async Task ReceiveAsync(IReadOnlyList<Delivered> messages, Pushes pushes, CancellationToken cancellationToken)
    {
        if (messages.Count == 0) return;
        story.Delivered(messages);
        if (recorded is not null) return;
        foreach (var message in messages) Plan(pushes.Follow(message, _offers));
    }

    private async Task StepAsync(Instant to, CancellationToken cancellationToken)
    {
        await Host.StepToAsync(to, cancellationToken);
        if (Host.Failures is [var failure, ..]) throw new InvalidOperationException($"{failure.Function} failed: {failure.Exception.Message}", failure.Exception);
    }

    /// <summary>The next act, or the next five minutes: what was delivered meanwhile is looked at then.</summary>
    private Instant Next()
    {
        var step = (long)Step.TotalSeconds;
        var next = Instant.FromUnixTimeSeconds(((Now.ToUnixTimeSeconds() / step) + 1) * step);
        return _timeline.Next is { } act && act < next ? Instant.Max(act, Now) : next;
    }

    /// <summary>After a kill, timers of the minute that was reached may have been claimed and not run; each is safe to run again.</summary>
    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        foreach (var timer in Host.Functions.Where(function => function.Trigger == FunctionTrigger.Timer)) await Host.FireAsync(timer.Name, cancellationToken);
        await Host.WhenIdleAsync(cancellationToken);
    }

    private void Plan(IEnumerable<Act> acts) => _timeline.Add(acts.Where(act => act.At >= Now));

    private void Meet(WeekPlan plan, GrowthConfig config, Crowd crowd, Audience audience)
    {
        foreach (var piece in plan.Content)
        {
            if (piece.Url is null) audience.Hosted.Add(piece.Slug);
            if (recorded is not null) continue;
            var offer = Offer.Create(settings.Seed, piece.Slug, WeekTimes.PublishAt(piece.PublishAt, plan.Week, config.Zone), piece.ReadingTime ?? Duration.FromMinutes(3));
            _offers.Add(offer);
            Plan(crowd.Wandering(offer));
        }
    }

    private void Sell(Sale sale, Customers customers)
    {
        Plan(customers.Buying(sale, _sales));
        _sales.Add(sale);
    }
}
