using FsCheck;
using FsCheck.Fluent;
using Growth.Content;
using NodaTime;
using Xunit;

namespace Growth.Tests.Content;

public sealed class ReadingTimeTests
{
    [Theory]
    [InlineData("读书,写字。", 4, 0)]
    [InlineData("# 标题\n\n正文 **加粗** 完", 7, 0)]
    [InlineData("The quick brown fox", 0, 4)]
    [InlineData("don't stop a well-known habit", 0, 5)]
    [InlineData("每天读 20 pages 书", 4, 2)]
    [InlineData("un**believ**able", 0, 1)]
    [InlineData("文\n\n```\ncode is not read 代码\n```\n\n    indented code\n\n尾", 2, 0)]
    [InlineData("看 `inline code` 这里", 3, 0)]
    [InlineData("<div>markup</div>\n\n字", 1, 0)]
    [InlineData("一 <b class=\"x\">二</b> 三", 3, 0)]
    [InlineData("[链接](https://example.com/some/long/address) ![图](a.png \"t\")", 3, 0)]
    [InlineData("<https://example.com/some/long/address>", 0, 0)]
    [InlineData("- 一\n- 二\n\n> 三", 3, 0)]
    [InlineData("ひらがな カタカナ 한글", 10, 0)]
    [InlineData("", 0, 0)]
    public void Count_Markdown_CountsWhatIsRead(string markdown, int characters, int words) => Assert.Equal((characters, words), ReadingTime.Count(markdown));

    [Fact]
    public void Estimate_Text_IsCharactersAndWordsAtTheirRates()
    {
        var markdown = new string('读', 800) + "\n\n" + string.Join(' ', Enumerable.Repeat("word", 230));

        Assert.Equal(Duration.FromMinutes(3), ReadingTime.Estimate(markdown, 400, 230));
        Assert.Equal(Duration.FromSeconds(30), ReadingTime.Estimate("短。", 400, 230));
        Assert.Equal(Duration.FromSeconds(31), ReadingTime.Estimate(new string('读', 201), 400, 230));
    }

    [Fact]
    public void Estimate_MoreText_NeverTakesLess() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(),
        text => ReadingTime.Estimate(text.Get, 400, 230) <= ReadingTime.Estimate(text.Get + "\n\n" + new string('读', 400), 400, 230)).QuickCheckThrowOnFailure();
}
