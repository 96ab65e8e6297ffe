namespace Growth.Config.Yaml;

// What a type and its nullability cannot say of a key. Binding, the JSON Schema, the writer and docs/config.md all read these.

/// <summary>What a key is for, in one sentence, as editors show it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property | AttributeTargets.Field)]
public sealed class DocAttribute(string en, string zh) : Attribute
{
    public string En { get; } = en;

    public string Zh { get; } = zh;
}

/// <summary>Lowest and highest value, both allowed, written as a team writes them: <c>[Between("1m", "4h")]</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BetweenAttribute(string min, string max) : Attribute
{
    public string Min { get; } = min;

    public string Max { get; } = max;
}

/// <summary>Length in UTF-16 units and, when given, the whole text's form.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TextAttribute(int maxLength, string? pattern = null) : Attribute
{
    public int MaxLength { get; } = maxLength;

    public string? Pattern { get; } = pattern;

    /// <summary>The pattern in words.</summary>
    public string? Allowed { get; init; }

    public string? AllowedZh { get; init; }
}

/// <summary>How many items a list or entries a map has.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CountAttribute(int min, int max) : Attribute
{
    public int Min { get; } = min;

    public int Max { get; } = max;
}

/// <summary>The only keys a map may have.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeysAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names { get; } = names;
}

/// <summary>The form of a map's keys, chosen by the team.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeyPatternAttribute(string pattern) : Attribute
{
    public string Pattern { get; } = pattern;
}

/// <summary>A fraction written as a rate: <c>15%</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RateAttribute : Attribute;

/// <summary>Minor units written as an amount of the workspace's currency: <c>12.50</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MoneyAttribute : Attribute;

/// <summary>Only ever <c>${ENV_NAME}</c>; what is written instead is refused and never printed.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

/// <summary>A text that may be <c>${ENV_NAME}</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EnvAttribute : Attribute;

/// <summary>A text of a form that has a parser of its own.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FormAttribute(string scalar) : Attribute
{
    public string Scalar { get; } = scalar;
}

/// <summary>An enum value's name in YAML when it is not the kebab-case of its name.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class NameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>The rule that names a missing key of this kind, where "missing-key" says too little.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MissingRuleAttribute(string rule) : Attribute
{
    public string Rule { get; } = rule;
}

/// <summary>Filled by the program, never written by a team.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotInYamlAttribute : Attribute;
