using System.CommandLine;
using System.CommandLine.Invocation;
using Growth.Cli.Commands;
using Spectre.Console;

namespace Growth.Cli.Help;

/// <summary>One page of help: what, how to call, options, what is read and written, examples, exit codes.</summary>
internal sealed class HelpPage(Session session) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        session.Line(command.Description ?? "");
        if (command is GrowthCommand { Guide: var guide } own)
        {
            session.Line();
            session.Line(guide.Text);
            Usage(own);
            Section(session.Say("命令", "Commands"), own.Subcommands.Select(sub => (sub.Name, sub.Description ?? "")));
            Options(own);
            Section(session.Say("读什么", "Reads"), [("", guide.Reads)]);
            Section(session.Say("写什么", "Writes"), [("", guide.Writes)]);
            Section(session.Say("例子", "Examples"), guide.Examples);
            if (guide.Exits.Count > 0) Section(session.Say("退出码", "Exit codes"), guide.Exits.Select(exit => ($"{exit.Code}", exit.Meaning)));
        }
        else
        {
            Root(command);
        }

        return ExitCodes.Ok;
    }

    private void Root(Command root)
    {
        Section(session.Say("用法", "Usage"), [("growth COMMAND [options]", "")]);
        Section(session.Say("命令", "Commands"), root.Subcommands.Select(command => (command.Name, command.Description ?? "")));
        Options(root);
        Section(session.Say("先试试", "Start here"),
        [
            ("growth demo", session.Say("看完整的一周在一台机器上发生", "watch one whole week happen on this machine")),
            ("growth validate", session.Say("检查配置，一次列出所有问题", "check the files, all problems at once")),
            ("growth up", session.Say("在本机真正运行", "run for real on this machine")),
            ("growth COMMAND --help", session.Say("一个命令的说明和例子", "one command: what it does, with examples")),
        ]);
        Section(session.Say("在源码目录里", "From the source tree"),
        [
            ("./growth test", session.Say("准备并运行全部测试", "set up and run all tests")),
            ("./growth bench", session.Say("测量性能，见 docs/performance.md", "measure, as in docs/performance.md")),
        ]);
        Section(session.Say("退出码", "Exit codes"), ExitCodes.All(session).Select(exit => ($"{exit.Code}", exit.Meaning)));
    }

    private void Usage(GrowthCommand command)
    {
        var arguments = string.Concat(command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name}]" : $" {argument.Name}"));
        Section(session.Say("用法", "Usage"), [($"growth {command.FullName}{(command.Subcommands.Count > 0 ? " COMMAND" : "")}{arguments} [options]", "")]);
        Section(session.Say("参数", "Arguments"), command.Arguments.Select(argument => (argument.Name, argument.Description ?? "")));
    }

    private void Options(Command command)
    {
        var own = command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options).Where(option => option.Recursive))
            .Where(option => !option.Hidden).DistinctBy(option => option.Name, StringComparer.Ordinal);
        Section(session.Say("选项", "Options"), own.Select(option => (Label(option), option.Description ?? "")));
    }

    private static string Label(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(alias => alias.StartsWith('-') && alias.Length == 2).Append(option.Name));
        return option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0 ? names : $"{names} {option.HelpName ?? "VALUE"}";
    }

    private void Section(string title, IEnumerable<(string Left, string Right)> rows)
    {
        var listed = rows.ToList();
        if (listed.Count == 0) return;
        session.Line();
        session.Markup($"[bold]{Markup.Escape(title)}[/]");
        var width = listed.Max(row => row.Left.Length);
        foreach (var (left, right) in listed)
            session.Line(left.Length == 0 ? "  " + right : right.Length == 0 ? "  " + left : $"  {left.PadRight(width)}  {right}");
    }
}
