using Growth.Config;
using Growth.Storage;
using Growth.Weeks.Review;
using NodaTime;
using Xunit;

namespace Growth.Tests.Weeks.Review;

public sealed class BuildViewTests
{
    [Fact]
    public void Render_SameSnapshotThroughTheStore_GivesTheSameBytes()
    {
        var snapshot = ReviewSample.Snapshot();
        var again = Json.Read<ReviewSnapshot>(Json.Write(snapshot));

        Assert.Equal(RenderHtml.Run(BuildView.Of(snapshot)), RenderHtml.Run(BuildView.Of(again)));
        Assert.Equal(RenderMarkdown.Run(BuildView.Of(snapshot)), RenderMarkdown.Run(BuildView.Of(again)));
        Assert.Equal(Json.Write(snapshot), Json.Write(again));
    }

    [Theory]
    [InlineData(Language.ZhCn)]
    [InlineData(Language.En)]
    public void Render_EveryNumber_StandsInBothForms(Language language)
    {
        var view = BuildView.Of(ReviewSample.Snapshot() with { Language = language });

        foreach (var text in new[] { RenderHtml.Run(view), RenderMarkdown.Run(view) })
        {
            foreach (var figure in new[] { "70.6%", "66.1% – 74.8%", "48.8%", "13.3%", "2026-W49", "20000.00 CNY", "night-reading-2026-w49" })
                Assert.Contains(figure, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Render_English_HasNoChineseButTheTeamsOwnWords()
    {
        var snapshot = ReviewSample.Snapshot(
            ReviewSample.Good with { Title = "Why" },
            ReviewSample.LongRead with { Title = "Night", Announced = new AnnouncedNumbers { Sent = 1, Rejected = 1, Unknown = 1, Expired = 1, Waiting = 1 } },
            ReviewSample.Unsure with { Title = "Line", PublishedAt = null });
        var english = snapshot with { Language = Language.En, Plan = snapshot.Plan with { Campaign = snapshot.Plan.Campaign with { Name = "21 days" }, Content = [] } };

        Assert.DoesNotContain(RenderMarkdown.Run(BuildView.Of(english)), c => c is >= '\u3000' and <= '\uffef');
    }

    [Fact]
    public void Render_TitleWithMarkup_IsText()
    {
        const string title = "<script>alert(1)</script>|`*[x](javascript:1)";
        var view = BuildView.Of(ReviewSample.Snapshot(ReviewSample.Good with { Title = title }));

        var html = RenderHtml.Run(view);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        var rendered = Markdig.Markdown.ToHtml(RenderMarkdown.Run(view));
        Assert.DoesNotContain("<script", rendered, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href=\"javascript", rendered, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Render_Html_NeedsNothingFromOutside()
    {
        var html = RenderHtml.Run(BuildView.Of(ReviewSample.Snapshot()));

        foreach (var outside in new[] { "<script", "<link", "<img", "src=", "url(", "@import" })
            Assert.DoesNotContain(outside, html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Happened_LateAndMissing_AreNamed()
    {
        var snapshot = ReviewSample.Snapshot(
            ReviewSample.LongRead,
            ReviewSample.Unsure with { PublishedAt = null, Announced = new AnnouncedNumbers { Unknown = 2 } });
        var late = snapshot with { Times = snapshot.Times with { OpenedAt = snapshot.Times.OpensAt + Duration.FromHours(5) } };

        var happened = BuildView.Of(late).Happened;

        Assert.Contains(happened, line => line.Contains("晚 5 小时", StringComparison.Ordinal));
        Assert.Contains(happened, line => line.Contains("《夜读的人在读什么》11-25 周三 11:10 发布，晚 3 小时", StringComparison.Ordinal));
        Assert.Contains(happened, line => line.Contains("没有发布", StringComparison.Ordinal));
        Assert.Contains(happened, line => line.Contains("2 条通知结果不明", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(320, true)]
    [InlineData(240, false)]
    public void Do_ShareMissed_ClaimsThatItIsReadOnlyWhenCompletionIsMet(long completers, bool met)
    {
        var view = BuildView.Of(ReviewSample.Snapshot(ReviewSample.Numbers("x", "X", 400, completers, 20)));

        Assert.Equal(met, view.Do[0].Text.Contains("读得完", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_NoReadersAndNoWeekBefore_SaysSo()
    {
        var view = BuildView.Of(ReviewSample.Snapshot(ReviewSample.Numbers("x", "X", 0, 0, 0, announced: 0)) with { Previous = null });

        Assert.Empty(view.Before);
        Assert.Contains("还没有读者", view.Loss, StringComparison.Ordinal);
        Assert.All(view.Pieces[0].Rates, rate => Assert.Equal(("–", "还没有读者"), (rate.Value, rate.Verdict)));
        Assert.DoesNotContain("NaN", RenderHtml.Run(view), StringComparison.Ordinal);
    }
}
