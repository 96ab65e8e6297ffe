using System.Text.Json;
using Growth.Config;
using Growth.Embedded;
using Growth.Storage;
using Spectre.Console;

namespace Growth.Cli;

/// <summary>One run of the command line: where it writes, in which language, for which workspace.</summary>
internal sealed class Session(Surroundings surroundings, Language language, bool colour, string? workspace)
{
    // Not a terminal: lines are never broken, so that a script or a log sees them whole.
    private const int Unbroken = 4000;

    private static readonly JsonSerializerOptions Indented = new(Json.Options) { WriteIndented = true };

    public Surroundings Surroundings => surroundings;

    public Language Language => language;

    /// <summary>Moving progress instead of plain lines.</summary>
    public bool Animated => surroundings.IsTerminal && colour;

    public IAnsiConsole Out { get; } = CreateConsole(surroundings.Out, surroundings.IsTerminal, colour);

    public IAnsiConsole Error { get; } = CreateConsole(surroundings.Error, surroundings.IsTerminal, colour);

    /// <summary>Absolute. <c>--workspace</c>, else <c>Growth__Workspace</c>, else <c>./campaigns</c>.</summary>
    public string Workspace { get; } = Path.GetFullPath(
        workspace ?? surroundings.Environment[$"{GrowthOptions.Section}:Workspace"] ?? "campaigns", surroundings.Folder);

    /// <summary>Whether the caller named a workspace, rather than taking the default.</summary>
    public bool WorkspaceIsNamed => workspace is not null;

    /// <summary>The same settings as a host in that workspace would have.</summary>
    public GrowthOptions Options => new()
    {
        Workspace = Workspace,
        Data = Rooted("Data"),
        Database = surroundings.Environment[$"{GrowthOptions.Section}:Database"] is { Length: > 0 } setting && DatabaseSetting.IsPostgres(setting) ? setting : Rooted("Database"),
        DatabaseDirect = surroundings.Environment[$"{GrowthOptions.Section}:DatabaseDirect"],
        SigningKey = surroundings.Environment[$"{GrowthOptions.Section}:SigningKey"],
        DataKey = surroundings.Environment[$"{GrowthOptions.Section}:DataKey"],
        TrustedProxies = surroundings.Environment[$"{GrowthOptions.Section}:TrustedProxies"],
    };

    /// <exception cref="HostRefusedException">The settings name no database; the message repeats no password.</exception>
    public Database OpenDatabase(TimeSpan? patience = null) => DatabaseSetting.Problem(Options.DatabaseOrDefault) is { } problem
        ? throw new HostRefusedException(problem)
        : StorageRegistration.OpenDatabase(Options, patience);

    public string Say(string zh, string en) => language == Language.En ? en : zh;

    public string Full(string path) => Path.GetFullPath(path, surroundings.Folder);

    /// <summary>A path as the caller would type it: relative when it lies below the current directory.</summary>
    public string Short(string path)
    {
        var relative = Path.GetRelativePath(surroundings.Folder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    public void Line(string text = "") => Out.WriteLine(text);

    public void Markup(string markup) => Out.MarkupLine(markup);

    /// <summary>Beside the result: on the error stream, so that a pipe gets the result alone.</summary>
    public void Note(string text) => Error.MarkupLine(Spectre.Console.Markup.Escape(text));

    public void WriteJson<T>(T value) => surroundings.Out.WriteLine(JsonSerializer.Serialize(value, Indented));

    /// <summary>Names what is wrong and what to do, on the error stream.</summary>
    /// <returns><paramref name="code"/>, to be returned by the command.</returns>
    public int Fail(int code, string problem, string? whatToDo = null)
    {
        Error.MarkupLine($"[red]{Say("错误：", "error: ")}[/]{Spectre.Console.Markup.Escape(problem)}");
        if (whatToDo is not null) Error.MarkupLine($"[grey]{Say("怎么办：", "what to do: ")}[/]{Spectre.Console.Markup.Escape(whatToDo)}");
        return code;
    }

    /// <summary>Says so when there is no workspace folder.</summary>
    /// <returns>The exit code; null: there is one.</returns>
    public int? MissingWorkspace() => Directory.Exists(Workspace)
        ? null
        : Fail(ExitCodes.Surroundings, Say($"没有工作区文件夹 {Workspace}", $"there is no workspace folder {Workspace}"),
            Say("到仓库根目录运行，或用 --workspace 指定含有 growth.yaml 的文件夹。", "Run it where ./campaigns is, or name the folder that holds growth.yaml with --workspace."));

    private string? Rooted(string key) =>
        surroundings.Environment[$"{GrowthOptions.Section}:{key}"] is { Length: > 0 } path ? Full(path) : null;

    private static IAnsiConsole CreateConsole(TextWriter writer, bool terminal, bool colour)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = terminal && colour ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal && colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = terminal && colour ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!terminal) console.Profile.Width = Unbroken;
        return console;
    }
}
