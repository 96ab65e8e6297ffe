using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using ScalarEvent = YamlDotNet.Core.Events.Scalar;

namespace Growth.Config.Yaml;

/// <summary>
/// Bytes to a tree with positions, by the strict part of YAML that a team needs: no anchors, aliases, tags, merge keys or second documents,
/// so that nothing in a file can grow, refer to code or mean two things.
/// </summary>
internal sealed class ReadYaml
{
    internal const int MaxBytes = 256 * 1024;
    internal const int MaxDepth = 20;

    private readonly Findings _findings;
    private readonly Parser _parser;

    private ReadYaml(string text, Findings findings) => (_findings, _parser) = (findings, new Parser(new StringReader(text)));

    /// <returns>Null when there is no usable tree; the findings say why.</returns>
    internal static YamlNode? Run(byte[] bytes, Findings findings)
    {
        if (DecodeYaml.Run(bytes, MaxBytes, findings) is not { } text) return null;
        try
        {
            return new ReadYaml(text, findings).ReadStream();
        }
        catch (YamlException e)
        {
            var at = new Position((int)Math.Max(e.Start.Line, 1), (int)Math.Max(e.Start.Column, 1));
            findings.Add("broken-yaml", at, "", new($"This is not YAML: {e.Message}", $"不是合法的 YAML:{e.Message}"));
            return null;
        }
    }

    private YamlNode? ReadStream()
    {
        Next();
        if (Next() is StreamEnd)
        {
            _findings.Add("file-empty", default, "", new("The file is empty.", "文件为空。"));
            return null;
        }

        Next();
        var root = ReadNode(1);
        Next();
        if (Next() is not StreamEnd)
            _findings.Add("one-document", At(_parser.Current!), "", new("A second document begins here.", "此处开始了第二个文档。"), allowed: new("one document a file", "每个文件一个文档"));
        return root;
    }

    private ParsingEvent Next()
    {
        try
        {
            if (_parser.MoveNext()) return _parser.Current!;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The library's scanner trips over some broken texts instead of refusing them (seen: a flow map cut off inside a scalar).
            throw new YamlException(_parser.Current?.End ?? Mark.Empty, Mark.Empty, "nothing sensible follows here", e);
        }

        throw new YamlException("the text ends too early");
    }

    /// <summary>Reads the node whose first event is current, and leaves its last event current.</summary>
    private YamlNode ReadNode(int depth)
    {
        var start = _parser.Current!;
        if (depth > MaxDepth)
            throw new YamlException(start.Start, start.End, $"nested more than {MaxDepth} deep");
        if (start is NodeEvent node) RefuseDecoration(node);
        return start switch
        {
            ScalarEvent scalar => ReadScalar(scalar),
            SequenceStart => ReadList(start, depth),
            MappingStart => ReadMap(start, depth),
            _ => ReadAlias(start),
        };
    }

    private YamlScalar ReadAlias(ParsingEvent alias)
    {
        _findings.Add("no-anchors", At(alias), "", new("An alias stands here.", "此处使用了别名。"), allowed: new("values written out", "直接写出值"));
        return new YamlScalar("", Plain: false, At(alias));
    }

    private YamlScalar ReadScalar(ScalarEvent scalar)
    {
        if (scalar.Value.AsSpan().IndexOfAnyInRange('\0', '\u0008') >= 0 || !StrictText.IsWellFormed(scalar.Value))
            _findings.Add("control-character", At(scalar), "", new("The text contains an unprintable character.", "文本含有不可见的控制字符。"));
        return new YamlScalar(scalar.Value, scalar.Style == ScalarStyle.Plain, At(scalar));
    }

    private YamlList ReadList(ParsingEvent start, int depth)
    {
        var items = new List<YamlNode>();
        while (Next() is not SequenceEnd) items.Add(ReadNode(depth + 1));
        return new YamlList(items, At(start));
    }

    private YamlMap ReadMap(ParsingEvent start, int depth)
    {
        var entries = new List<YamlEntry>();
        while (Next() is not MappingEnd)
        {
            var key = ReadNode(depth + 1);
            Next();
            var value = ReadNode(depth + 1);
            if (key is not YamlScalar name)
                _findings.Add("key-not-text", key.Position, "", new("A key must be a single word.", "键必须是单个名称。"));
            else if (name is { Text: "<<", Plain: true })
                _findings.Add("no-merge-keys", key.Position, "", new("A merge key stands here.", "此处使用了合并键。"), allowed: new("values written out", "直接写出值"));
            else
                entries.Add(new YamlEntry(name, value));
        }

        return new YamlMap(entries, At(start));
    }

    private void RefuseDecoration(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
            _findings.Add("no-anchors", At(node), "", new("An anchor stands here.", "此处使用了锚点。"), allowed: new("values written out", "直接写出值"));
        if (!node.Tag.IsEmpty)
            _findings.Add("no-tags", At(node), "", new("A tag stands here.", "此处使用了标签。"), allowed: new("values without tags", "不带标签的值"));
    }

    private static Position At(ParsingEvent e) => new((int)e.Start.Line, (int)e.Start.Column);
}
