using Growth.Config.Yaml;

namespace Growth.Config;

/// <summary>When a reader counts as a completer, and how many events an address may send.</summary>
public sealed record TrackingConfig
{
    /// <summary>Fraction of the page, 0 to 1.</summary>
    [Doc("Part of the page a completer has scrolled.", "读完所需的滚动比例。"), Rate, Between("1%", "100%")]
    public decimal CompleteScroll { get; init; } = 0.90m;

    /// <summary>Fraction of the estimated reading time, 0 to 1.</summary>
    [Doc("Part of the estimated reading time a completer has read.", "读完所需的阅读时长比例。"), Rate, Between("1%", "100%")]
    public decimal CompleteTime { get; init; } = 0.40m;

    /// <summary>Chinese characters a minute for the estimate; 100 to 2000.</summary>
    [Doc("Chinese characters read a minute.", "每分钟阅读汉字数。"), Between("100", "2000")]
    public int CharactersPerMinute { get; init; } = 400;

    /// <summary>Words a minute for the estimate; 50 to 1000.</summary>
    [Doc("Words read a minute, in languages that separate words.", "每分钟阅读西文单词数。"), Between("50", "1000")]
    public int WordsPerMinute { get; init; } = 230;

    /// <summary>Events a minute from one address to one piece; 1 to 100000.</summary>
    [Doc("Events a minute taken from one address to one piece.", "同一地址对同一文章每分钟最多事件数。"), Between("1", "100000")]
    public int EventsPerMinute { get; init; } = 300;
}
