using System.CommandLine;
using Growth.Cli.Help;

namespace Growth.Cli.Commands;

/// <summary>A command: binds its options, has the act done, shows the result.</summary>
internal abstract class GrowthCommand : Command
{
    protected GrowthCommand(Session session, string name, string summary)
        : base(name, summary)
    {
        Session = session;
        SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
    }

    public abstract Guide Guide { get; }

    /// <summary>As it is typed: <c>queue list</c>.</summary>
    public string FullName => Parents.OfType<GrowthCommand>().FirstOrDefault() is { } parent ? $"{parent.FullName} {Name}" : Name;

    protected Session Session { get; }

    protected abstract Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken);

    protected string Say(string zh, string en) => Session.Say(zh, en);

    protected Option<bool> JsonOption() => Flag("--json", Say("以 JSON 输出，给脚本用", "print JSON, for scripts"));

    protected Option<bool> Flag(string name, string description)
    {
        var option = new Option<bool>(name) { Description = description };
        Add(option);
        return option;
    }

    protected Option<T> Value<T>(string name, string helpName, string description, Action<Option<T>>? more = null)
    {
        var option = new Option<T>(name) { HelpName = helpName, Description = description };
        more?.Invoke(option);
        Add(option);
        return option;
    }

    /// <summary>An option whose value is a number in a range; another is a mistake of usage that names the range.</summary>
    protected Option<int> Number(string name, string description, int otherwise, int from, int to) =>
        Value<int>(name, "N", description, option =>
        {
            option.DefaultValueFactory = _ => otherwise;
            option.Validators.Add(result =>
            {
                if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && (value < from || value > to))
                    result.AddError(Say($"{name} 是 {value}，应在 {from} 到 {to} 之间。", $"{name} is {value}; allowed: {from} to {to}."));
            });
        });
}
