using System.CommandLine;
using Growth.Cli.Help;
using Growth.Config;

namespace Growth.Cli.Commands;

/// <summary>Writes the JSON Schemas that editors complete and check by.</summary>
internal sealed class SchemaCommand(Session session)
    : GrowthCommand(session, "schema", session.Say("写出 JSON Schema，让编辑器边写边查", "write the JSON Schemas, so that editors complete and check"))
{
    public override Guide Guide => new()
    {
        Text = Say("由程序里的类型生成，升级 Growth 之后再运行一次。", "Made from the program's own types; run it again after an update of Growth."),
        Reads = Say("不读任何东西", "nothing"),
        Writes = Say("工作区里的 growth.schema.json 和 week.schema.json", "growth.schema.json and week.schema.json in the workspace"),
        Examples = [("growth schema", Say("写进 ./campaigns", "into ./campaigns"))],
    };

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (Session.MissingWorkspace() is { } code) return code;
        foreach (var (name, text) in Schemas.All)
        {
            var file = Path.Combine(Session.Workspace, name);
            var same = File.Exists(file) && await File.ReadAllTextAsync(file, cancellationToken) == text;
            if (!same) await File.WriteAllTextAsync(file, text, cancellationToken);
            Session.Line($"{Session.Short(file)}  {(same ? Say("没有变化", "unchanged") : Say("已写入", "written"))}");
        }

        return ExitCodes.Ok;
    }
}
