using Xunit;
using Growth.Cli;
using Growth.Tests.Config;
using Microsoft.Extensions.Configuration;

namespace Growth.Tests.Cli;

/// <summary>A current directory of its own, with a workspace in <c>campaigns</c> when asked for, and the command line run in it.</summary>
internal sealed class CliFolder : IDisposable
{
    private readonly Dictionary<string, string?> _environment = new(StringComparer.OrdinalIgnoreCase) { ["LANG"] = "en_US.UTF-8" };

    public CliFolder(bool workspace = true)
    {
        if (workspace) CopySample(Path.Combine(Root, "campaigns"));
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("growth-cli-test-").FullName;

    public string Workspace => Path.Combine(Root, "campaigns");

    public string Database => Path.Combine(Workspace, ".growth", "growth.db");

    /// <summary>As a person at a terminal sees it.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>What is typed when a command asks.</summary>
    public string Input { get; init; } = "";

    public CliFolder With(string variable, string value)
    {
        _environment[variable.Replace("__", ":", StringComparison.Ordinal)] = value;
        return this;
    }

    public Task<CliResult> RunAsync(CancellationToken cancellationToken, params string[] args) => RunAsync(new StringWriter(), cancellationToken, args);

    /// <param name="output">What it writes, also while it runs.</param>
    public async Task<CliResult> RunAsync(StringWriter output, CancellationToken cancellationToken, params string[] args)
    {
        using var error = new StringWriter();
        var code = await GrowthCli.RunAsync(args, new Surroundings
        {
            Out = output,
            Error = error,
            In = new StringReader(Input),
            Environment = new ConfigurationBuilder().AddInMemoryCollection(_environment).Build(),
            Folder = Root,
            IsTerminal = IsTerminal,
        }, cancellationToken);
        return new CliResult(code, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }

    public Task<CliResult> RunAsync(params string[] args) => RunAsync(CancellationToken.None, args);

    /// <summary>Replaces text in a file of the workspace; the text must be there.</summary>
    public void Edit(string file, string old, string text)
    {
        var path = Path.Combine(Workspace, file);
        var before = File.ReadAllText(path);
        Assert.Contains(old, before, StringComparison.Ordinal);
        File.WriteAllText(path, before.Replace(old, text, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static void CopySample(string target)
    {
        var source = Path.Combine(Repository.Root, "campaigns");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(file => !file.Contains(".growth" + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}

internal sealed record CliResult(int Code, string Out, string Error);
