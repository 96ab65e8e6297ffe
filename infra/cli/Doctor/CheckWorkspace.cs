using Growth.Config;

namespace Growth.Cli.Doctor;

/// <summary>Is the folder there, are its files sound, and do the settings exist that its channels and storefronts name?</summary>
internal static class CheckWorkspace
{
    public static IEnumerable<Finding> Run(Session session)
    {
        if (!Directory.Exists(session.Workspace))
        {
            yield return new("workspace", Level.Fail, session.Say($"没有工作区文件夹 {session.Workspace}", $"there is no workspace folder {session.Workspace}"),
                session.Say("用 --workspace 指定含有 growth.yaml 的文件夹。", "Name the folder that holds growth.yaml with --workspace."));
            yield break;
        }

        var read = ReadWorkspace.Run(session.Workspace);
        yield return Files(session, read);
        if (read.Config is not { } config) yield break;
        foreach (var finding in Secrets(session, config)) yield return finding;
    }

    private static Finding Files(Session session, WorkspaceRead read)
    {
        var errors = read.Problems.Count(problem => problem.IsError);
        var place = session.Short(session.Workspace);
        if (errors > 0)
        {
            return new("workspace", Level.Fail, session.Say($"{place} 有 {errors} 个错误", $"{place} has {errors} errors"),
                session.Say("growth validate 会指出每一处。", "growth validate shows each one in its place."));
        }

        return read.Problems.Count > 0
            ? new("workspace", Level.Warn, session.Say($"{place} 可以用，有 {read.Problems.Count} 个警告", $"{place} is valid, with {read.Problems.Count} warnings"), "growth validate")
            : new("workspace", Level.Ok, session.Say($"{place} 可以用，{read.Plans.Count} 周有计划", $"{place} is valid, {read.Plans.Count} weeks have a plan"));
    }

    private static IEnumerable<Finding> Secrets(Session session, GrowthConfig config)
    {
        var missing = MissingSettings.Of(session, config);
        foreach (var (owner, name) in missing)
        {
            yield return new("secrets", Level.Warn, session.Say($"{owner} 用到的环境变量 {name} 没有设置", $"{owner} names the variable {name}, which is not set"),
                session.Say($"启动前设置 {name}。", $"Set {name} before it starts."));
        }

        if (missing.Count == 0) yield return new("secrets", Level.Ok, session.Say("渠道和店铺用到的环境变量都有", "the variables that channels and storefronts name are set"));
    }
}
