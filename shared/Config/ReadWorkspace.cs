using Growth.Config.Yaml;
using Growth.Weeks;

namespace Growth.Config;

/// <summary>Reads and checks a workspace folder: growth.yaml, weeks/*.yaml and the articles they name. Changes nothing.</summary>
public static class ReadWorkspace
{
    /// <param name="folder">The workspace folder, the one with growth.yaml.</param>
    /// <returns>Always an answer: a folder that is missing or unreadable is a problem like any other.</returns>
    public static WorkspaceRead Run(string folder)
    {
        var files = new List<Findings>();
        var config = ReadConfig(folder, files);
        var articles = new ReadArticles(folder, config.Value.Tracking);
        var plans = new List<BoundFile<WeekPlan>>();
        foreach (var name in Names(folder, config.Findings))
        {
            var findings = new Findings(name);
            files.Add(findings);
            if (Read<WeekPlan>(folder, findings, Money(config.Value)) is { } plan)
                plans.Add(new BoundFile<WeekPlan>(articles.Fill(plan, findings), findings));
        }

        Rules.WorkspaceRules.Check(config, plans);
        var problems = files.SelectMany(file => file.Problems.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)).ToList();
        return new WorkspaceRead
        {
            Folder = folder,
            Config = config.IsSound ? config.Value : null,
            Plans = [.. plans.Where(plan => plan.IsSound).Select(plan => plan.Value).OrderBy(plan => plan.Week)],
            Articles = articles.Texts,
            ConfigPlaces = config.Findings,
            Files = plans,
            Problems = problems,
        };
    }

    private static BoundFile<GrowthConfig> ReadConfig(string folder, List<Findings> files)
    {
        var findings = new Findings(WorkspaceFolder.ConfigFile);
        files.Add(findings);
        if (Directory.Exists(folder) && Read<GrowthConfig>(folder, findings, currency: null) is { } config) return new BoundFile<GrowthConfig>(config, findings);
        if (!Directory.Exists(folder))
            findings.Add("workspace-missing", default, "", new($"There is no workspace folder {folder}.", $"工作区文件夹 {folder} 不存在。"));
        findings.Break("");
        return new BoundFile<GrowthConfig>((GrowthConfig)Shapes.Of<GrowthConfig>().Placeholder(), findings);
    }

    private static IReadOnlyList<string> Names(string folder, Findings findings)
    {
        try
        {
            return WorkspaceFolder.WeekFiles(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Add("file-unreadable", default, "", new($"The folder {WorkspaceFolder.WeeksFolder} cannot be read: {e.Message}", $"无法读取文件夹 {WorkspaceFolder.WeeksFolder}:{e.Message}"));
            return [];
        }
    }

    private static T? Read<T>(string folder, Findings findings, Currency? currency)
        where T : class
    {
        if (!WorkspaceFolder.TryRead(Path.Combine(folder, findings.File), ReadYaml.MaxBytes, out var bytes, out var fault))
        {
            if (fault is null) findings.Add("file-missing", default, "", new("The file does not exist.", "文件不存在。"));
            else findings.Add("file-unreadable", default, "", new($"The file cannot be read: {fault}", $"无法读取文件：{fault}"));
            return null;
        }

        return Parse<T>(bytes, findings, currency);
    }

    /// <param name="currency">Null: the file names its own.</param>
    internal static T? Parse<T>(byte[] bytes, Findings findings, Currency? currency)
        where T : class =>
        ReadYaml.Run(bytes, findings) is { } root ? (T)new BindYaml(findings, currency ?? Named(root)).Run(Shapes.Of<T>(), root, "") : null;

    private static Currency Named(YamlNode root)
    {
        var written = (root as YamlMap)?.Entries.FirstOrDefault(entry => entry.Key.Text == "currency")?.Value as YamlScalar;
        return Currency.TryGet(written?.Text, out var currency) ? currency : Currency.Of("CNY");
    }

    private static Currency Money(GrowthConfig config) => Currency.TryGet(config.Currency, out var currency) ? currency : Currency.Of("CNY");
}

/// <summary>A file that could be bound, if only with placeholders, and what was found in it.</summary>
internal sealed record BoundFile<T>(T Value, Findings Findings)
{
    internal bool IsSound => !Findings.Problems.Any(problem => problem.IsError);
}
