using FsCheck;
using FsCheck.Fluent;
using Growth.Notifications;
using Growth.Time;
using Growth.Weeks;
using NodaTime;

namespace Growth.Tests.Config;

/// <summary>Plans that the reader accepts, of every shape.</summary>
internal static class Plans
{
    private static readonly Gen<string> Slug = Gen.Choose(1, 20).SelectMany(length => Gen.ArrayOf(Gen.Elements("abcz019-".ToCharArray()), length)).Select(letters => $"s{string.Join('-', new string(letters).Split('-', StringSplitOptions.RemoveEmptyEntries))}e");

    private static readonly Gen<string> Text = Gen.Elements("为什么", "21 天", "#", ":", ": ", "yes", "null", "\"", "'", "\\", "[a]", "{b}", "- ", "&x", "*y", "!t", "|", ">", "%", "@", "a", "Z", "，", "…", "🙂", "true", "~", ",", "?", " ").NonEmptyListOf()
        .Select(parts => string.Concat(parts).Trim()).Where(text => text.Length is > 0 and <= 60 && !text.Contains("${", StringComparison.Ordinal));

    private static readonly Gen<LocalTime> Time = Gen.Choose(0, 23).SelectMany(_ => Gen.Choose(0, 59), (hour, minute) => new LocalTime(hour, minute));

    private static readonly Gen<WeekTime> WeekTimes = Gen.Choose(1, 7).SelectMany(_ => Time, (day, time) => new WeekTime((IsoDayOfWeek)day, time));

    private static readonly Gen<IReadOnlyList<string>> Route = Gen.Elements<IReadOnlyList<string>>(["push"], ["push", "sms"], ["email"]);

    private static readonly Gen<NotifyPlan> Notify = from template in Slug
                                                     from route in Route
                                                     from purpose in Gen.Elements(Enum.GetValues<Purpose>())
                                                     select new NotifyPlan { Template = template, Route = route, Purpose = purpose };

    private static readonly Gen<TierAmount> Amount = Gen.OneOf(
        Gen.Choose(1, 1_000_000).Select(minor => new TierAmount { Money = minor }),
        Gen.Choose(1, 10_000).Select(rate => new TierAmount { Percent = rate / 10_000m }));

    private static readonly Gen<TierPlan> Tier = from consecutive in Gen.Elements(true, false)
                                                 from days in Gen.Choose(1, 366)
                                                 from amount in Amount
                                                 select new TierPlan { Consecutive = consecutive ? days : null, Total = consecutive ? null : days, Amount = amount };

    private static readonly Gen<PiecePlan> Piece = from slug in Slug
                                                   from title in Text
                                                   from hosted in Gen.Elements(true, false)
                                                   from minutes in Gen.Choose(1, 240)
                                                   from at in WeekTimes
                                                   from announced in Gen.Elements(true, false)
                                                   from route in Route
                                                   from audience in Gen.Elements(Enum.GetValues<Audience>())
                                                   from tag in Text.Where(text => text.Length <= 30)
                                                   select new PiecePlan
                                                   {
                                                       Slug = slug,
                                                       Title = title,
                                                       File = hosted ? $"content/{slug}.md" : null,
                                                       Url = hosted ? null : new Uri($"https://example.com/{slug}?a=b&c=%20#d"),
                                                       ReadingTime = hosted ? null : Duration.FromMinutes(minutes),
                                                       PublishAt = at,
                                                       Announce = announced ? new AnnouncePlan { Route = route, Audience = audience, Purpose = audience == Audience.All ? Purpose.Marketing : Purpose.Service } : null,
                                                       Tags = minutes % 2 == 0 ? [tag] : [],
                                                   };

    private static readonly Gen<CampaignPlan> Campaign = from key in Slug
                                                         from name in Text
                                                         from tiers in Tier.NonEmptyListOf().Select(list => list.Take(10).ToArray())
                                                         from days in Gen.Choose(1, 366)
                                                         from reminders in Time.ListOf().Select(list => list.Distinct().Take(3).ToArray())
                                                         from payout in Gen.Elements(Enum.GetValues<Payout>())
                                                         from referral in Gen.Elements(true, false)
                                                         from notify in Notify
                                                         from hours in Gen.Choose(0, 8000)
                                                         from budget in Gen.Choose(1, int.MaxValue)
                                                         select new CampaignPlan
                                                         {
                                                             Key = key,
                                                             Name = name,
                                                             Products = days % 2 == 0 ? ["READ-21"] : ["READ-21", "b.2_c"],
                                                             Enrol = new EnrolPlan { From = new LocalDate(2026, 11, 23), Until = new LocalDate(2026, 11, 29), Limit = days % 3 == 0 ? days : null },
                                                             CheckIn = new CheckInPlan { Days = days, Grace = days % 4, Start = days % 2 == 0 ? StartDay.Same : StartDay.Next, Makeups = days % 5, RemindAt = reminders },
                                                             Cashback = new CashbackPlan { Tiers = tiers, Hold = Duration.FromHours(hours), Budget = budget, Payout = payout, CreditExpires = payout == Payout.StorefrontCredit ? Duration.FromDays(days) : null },
                                                             Referral = referral ? new ReferralPlan { Inviter = days, Invitee = 0, Window = Duration.FromHours(days), Budget = budget, Link = days % 2 == 0 ? InviteLink.H5 : InviteLink.MiniProgram, MinOrder = days % 3 == 0 ? 1 : null } : null,
                                                             Notify = days % 2 == 0 ? new Dictionary<string, NotifyPlan>(StringComparer.Ordinal) { ["enrolled"] = notify, ["rewarded"] = notify } : new Dictionary<string, NotifyPlan>(StringComparer.Ordinal),
                                                             Stop = days % 7 == 0,
                                                         };

    internal static readonly Gen<WeekPlan> Any = from number in Gen.Choose(1, 52)
                                                 from campaign in Campaign
                                                 from pieces in Gen.Choose(1, 7).SelectMany(count => Gen.ArrayOf(Piece, count))
                                                 select new WeekPlan { Week = IsoWeek.Parse($"2026-W{number:D2}"), Campaign = campaign, Content = pieces };
}
