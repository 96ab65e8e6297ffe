using System.CommandLine;
using Growth.Config;

namespace Growth.Cli;

/// <summary>The options that every command takes.</summary>
internal sealed class GlobalOptions
{
    private readonly Option<string?> _workspace;
    private readonly Option<string?> _language;
    private readonly Option<bool> _noColour;
    private readonly Language _chosen;

    public GlobalOptions(Language language)
    {
        _chosen = language;
        string Say(string zh, string en) => language == Language.En ? en : zh;
        _workspace = new("--workspace", "-w")
        {
            Description = Say("工作区文件夹（默认 ./campaigns，或环境变量 Growth__Workspace）", "the workspace folder (default ./campaigns, or the variable Growth__Workspace)"),
            HelpName = "DIR",
            Recursive = true,
        };
        _language = new("--lang") { Description = Say("输出语言：zh 或 en", "language of the output: zh or en"), Recursive = true, HelpName = "zh|en" };
        _language.AcceptOnlyFromAmong("zh", "en");
        _noColour = new("--no-color") { Description = Say("不用颜色和动画（NO_COLOR 亦可）", "no colour, nothing moves (as with NO_COLOR)"), Recursive = true };
        Debug = new("--debug") { Description = Say("出错时显示调用栈", "show where a fault came from"), Recursive = true };
    }

    public Option<bool> Debug { get; }

    public void AddTo(Command root)
    {
        root.Add(_workspace);
        root.Add(_language);
        root.Add(_noColour);
        root.Add(Debug);
    }

    /// <summary>Reads these options alone, whatever else stands on the line.</summary>
    public ParseResult Parse(IReadOnlyList<string> args)
    {
        var bare = new RootCommand { TreatUnmatchedTokensAsErrors = false };
        AddTo(bare);
        return bare.Parse(args);
    }

    public Session Open(ParseResult parsed, Surroundings surroundings) => new(
        surroundings,
        _chosen,
        !parsed.GetValue(_noColour) && string.IsNullOrEmpty(surroundings.Environment["NO_COLOR"]),
        parsed.GetValue(_workspace));
}
