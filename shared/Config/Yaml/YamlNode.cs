namespace Growth.Config.Yaml;

/// <summary>From 1, as editors count; columns in UTF-16 units.</summary>
internal readonly record struct Position(int Line, int Column);

internal abstract record YamlNode(Position Position);

/// <param name="Plain">Written without quotes and not as a block, so that YAML may read it as a number, a boolean or nothing.</param>
internal sealed record YamlScalar(string Text, bool Plain, Position Position) : YamlNode(Position)
{
    /// <summary>What YAML 1.2's core schema makes of the text.</summary>
    public YamlType Type => Plain ? YamlTypes.Of(Text) : YamlType.Text;
}

internal sealed record YamlList(IReadOnlyList<YamlNode> Items, Position Position) : YamlNode(Position);

internal sealed record YamlMap(IReadOnlyList<YamlEntry> Entries, Position Position) : YamlNode(Position);

internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);

internal enum YamlType
{
    Nothing,
    Boolean,
    Integer,
    Number,
    Text,
}
