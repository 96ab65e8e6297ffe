using System.Text;

namespace Growth.Config;

/// <summary>The same sentence in the two languages a team may read.</summary>
public readonly record struct Words(string En, string Zh)
{
    public string In(Language language) => language == Language.ZhCn ? Zh : En;
}

public enum Severity
{
    Error,
    Warning,
}

/// <summary>One thing that is wrong with a workspace folder, and where. An error refuses the edit; a warning does not.</summary>
public sealed record Problem
{
    /// <summary>Stable, kebab-case: <c>unknown-key</c>, <c>no-reward-for-sharing</c>.</summary>
    public required string Rule { get; init; }

    public Severity Severity { get; init; } = Severity.Error;

    /// <summary>Relative to the workspace folder, with forward slashes.</summary>
    public required string File { get; init; }

    /// <summary>From 1; 0: the file as a whole.</summary>
    public int Line { get; init; }

    /// <summary>From 1; 0: the file as a whole.</summary>
    public int Column { get; init; }

    /// <summary>The key's path, <c>campaign.cashback.tiers[0].amount</c>; empty: the file as a whole.</summary>
    public string Path { get; init; } = "";

    /// <summary>What was written, shortened; null where there is none or it may be a secret.</summary>
    public string? Value { get; init; }

    public required Words Message { get; init; }

    public Words? Allowed { get; init; }

    /// <summary>The nearest known name, or what to write instead.</summary>
    public string? Suggestion { get; init; }

    public bool IsError => Severity == Severity.Error;

    public override string ToString() => ToString(Language.En);

    /// <summary>One line: <c>weeks/2026-W48.yaml:4:3: error unknown-key: ...</c></summary>
    public string ToString(Language language)
    {
        var zh = language == Language.ZhCn;
        var text = new StringBuilder(File);
        if (Line > 0) text.Append(':').Append(Line).Append(':').Append(Column);
        text.Append(zh ? IsError ? ": 错误 " : ": 警告 " : IsError ? ": error " : ": warning ").Append(Rule).Append(": ");
        if (Path.Length > 0) text.Append(Path).Append(": ");
        text.Append(Message.In(language));
        if (Value is not null) text.Append(zh ? " 现值：" : " Value: ").Append(Value).Append(zh ? "。" : ".");
        if (Allowed is { } allowed) text.Append(zh ? " 允许：" : " Allowed: ").Append(allowed.In(language)).Append(zh ? "。" : ".");
        if (Suggestion is not null) text.Append(zh ? " 是否应为：" : " Did you mean: ").Append(Suggestion).Append('?');
        return text.ToString();
    }
}
