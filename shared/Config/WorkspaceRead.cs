using Growth.Weeks;

namespace Growth.Config;

/// <summary>A workspace folder as read: what can run, and everything that is wrong with it.</summary>
public sealed record WorkspaceRead
{
    public required string Folder { get; init; }

    /// <summary>Null: growth.yaml is missing or has an error.</summary>
    public GrowthConfig? Config { get; init; }

    /// <summary>Plans of the files without errors, by week; hosted pieces carry their article's hash and every piece its reading time.</summary>
    public IReadOnlyList<WeekPlan> Plans { get; init; } = [];

    /// <summary>Markdown of the hosted pieces by its hash.</summary>
    public IReadOnlyDictionary<string, string> Articles { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Errors and warnings, by file and place.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>The places of growth.yaml, for the rules that need the store.</summary>
    internal Yaml.Findings? ConfigPlaces { get; init; }

    /// <summary>Every week file that could be bound, with its places, for the rules that need the store.</summary>
    internal IReadOnlyList<BoundFile<WeekPlan>> Files { get; init; } = [];

    /// <summary>Warnings do not count.</summary>
    public bool IsValid => Config is not null && !Problems.Any(problem => problem.IsError);
}
