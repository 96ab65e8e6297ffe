namespace Growth.Config.Yaml;

/// <summary>
/// Fits a tree to a shape and tells of everything that does not fit. What cannot be read is replaced by a placeholder and marked broken,
/// so that one mistake hides no other and no rule judges a value nobody wrote.
/// </summary>
internal sealed class BindYaml(Findings findings, Currency currency)
{
    private static readonly Words Missing = new("This key is required.", "缺少必填的键。");

    private readonly BindScalar _scalars = new(findings, currency);

    internal object Run(Shape shape, YamlNode node, string path)
    {
        findings.Place(path, node.Position);
        return shape switch
        {
            ScalarShape scalar => _scalars.Run(scalar, node, path),
            ListShape list => BindList(list, node, path),
            MapShape map => BindMap(map, node, path),
            RecordShape record => BindRecord(record, node, path),
            _ => BindVariant((VariantShape)shape, node, path),
        };
    }

    private object BindList(ListShape shape, YamlNode node, string path)
    {
        if (node is not YamlList list) return Unfit(shape, node, path, new("a list", "列表"));
        if (list.Items.Count < shape.Min || list.Items.Count > shape.Max) WrongCount(list.Items.Count, shape.Min, shape.Max, node, path);
        var items = new List<object>();
        foreach (var item in list.Items.TakeWhile(_ => !findings.Full)) items.Add(Run(shape.Item, item, $"{path}[{items.Count}]"));
        if (shape.Item is ScalarShape { Scalar: var form }) RefuseTwice.Run(findings, items, list, form, path);
        return shape.Create(items);
    }

    private object BindMap(MapShape shape, YamlNode node, string path)
    {
        var allowed = shape.Names is { } names ? new Words(string.Join(", ", names), string.Join(", ", names)) : new Words($"names like {shape.KeyPattern}", $"符合 {shape.KeyPattern} 的名称");
        if (node is not YamlMap map) return Unfit(shape, node, path, new($"a map; its keys: {allowed.En}", $"映射；键：{allowed.Zh}"));
        if (map.Entries.Count < shape.Min || map.Entries.Count > shape.Max) WrongCount(map.Entries.Count, shape.Min, shape.Max, node, path);
        var entries = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var entry in Distinct(map, path))
        {
            if (shape.Allows(entry.Key.Text)) entries[entry.Key.Text] = Run(shape.Value, entry.Value, Join(path, entry.Key.Text));
            else Unknown(entry.Key, path, allowed, shape.Names ?? []);
        }

        return shape.Create(entries);
    }

    private object BindVariant(VariantShape shape, YamlNode node, string path)
    {
        var kinds = string.Join(", ", shape.Kinds);
        if (node is not YamlMap map) return Unfit(shape, node, path, new($"a map with kind: {kinds}", $"含 kind 的映射：{kinds}"));
        if (map.Entries.FirstOrDefault(entry => entry.Key.Text == VariantShape.Discriminator) is not { } kind)
        {
            findings.Add("missing-key", node.Position, Join(path, VariantShape.Discriminator), Missing, allowed: new(kinds, kinds));
            return Broken(shape, path);
        }

        if (kind.Value is YamlScalar { } named && shape.Variants.FirstOrDefault(variant => variant.Kind == named.Text) is { } chosen) return BindRecord(chosen, node, path);
        var written = (kind.Value as YamlScalar)?.Text;
        findings.Add("unknown-kind", kind.Value.Position, Join(path, VariantShape.Discriminator), new("There is no such kind.", "没有这种类型。"), written, new(kinds, kinds), written is null ? null : Nearest.Of(written, shape.Kinds));
        return Broken(shape, path);
    }

    private object BindRecord(RecordShape shape, YamlNode node, string path)
    {
        var names = string.Join(", ", shape.Names);
        if (node is not YamlMap map) return Unfit(shape, node, path, new($"a map with the keys {names}", $"含以下键的映射：{names}"));
        var record = shape.Create();
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in Distinct(map, path))
        {
            if (shape.Keys.FirstOrDefault(key => key.Name == entry.Key.Text) is { } key)
            {
                written.Add(key.Name);
                key.Property.SetValue(record, Run(key.Shape, entry.Value, Join(path, key.Name)));
            }
            else if (shape.Kind is null || entry.Key.Text != VariantShape.Discriminator)
            {
                Unknown(entry.Key, path, new(names, names), shape.Names);
            }
        }

        foreach (var key in shape.Keys.Where(key => key.Required && !written.Contains(key.Name)))
        {
            var missing = Join(path, key.Name);
            findings.Add(key.MissingRule, node.Position, missing, Missing, allowed: key.Doc);
            key.Property.SetValue(record, Broken(key.Shape, missing));
        }

        return record;
    }

    private IEnumerable<YamlEntry> Distinct(YamlMap map, string path)
    {
        var seen = new Dictionary<string, Position>(StringComparer.Ordinal);
        foreach (var entry in map.Entries.TakeWhile(_ => !findings.Full))
        {
            var first = seen.GetValueOrDefault(entry.Key.Text);
            if (seen.TryAdd(entry.Key.Text, entry.Key.Position)) yield return entry;
            else
                findings.Add("duplicate-key", entry.Key.Position, Join(path, Findings.Shorten(entry.Key.Text)), new($"This key was given in line {first.Line} already.", $"该键已在第 {first.Line} 行出现。"), allowed: new("each key once", "每个键只出现一次"));
        }
    }

    private void Unknown(YamlScalar key, string path, Words allowed, IEnumerable<string> known)
    {
        var shown = Findings.Shorten(key.Text);
        if (ForbiddenKeys.Of(path, key.Text) is { } forbidden)
            findings.Add(forbidden.Rule, key.Position, Join(path, shown), forbidden.Message, allowed: allowed);
        else
            findings.Add("unknown-key", key.Position, Join(path, shown), new($"There is no key \"{shown}\" here.", $"这里没有名为“{shown}”的键。"), allowed: allowed, suggestion: Nearest.Of(key.Text, known));
    }

    private void WrongCount(int count, int min, int max, YamlNode node, string path)
    {
        findings.Add("wrong-count", node.Position, path, new($"{count} entries stand here.", $"此处有 {count} 项。"), allowed: min == max ? new($"{min}", $"{min} 项") : new($"{min} to {max}", $"{min} 至 {max} 项"));
        findings.Break(path);
    }

    private object Unfit(Shape shape, YamlNode node, string path, Words allowed) =>
        node is YamlScalar scalar && (scalar.Type == YamlType.Nothing || scalar.Text.Length == 0) ? Empty(shape, scalar, path, allowed) : WrongType(shape, node, path, allowed);

    private object WrongType(Shape shape, YamlNode node, string path, Words allowed)
    {
        var written = node switch
        {
            YamlList => new Words("A list stands here.", "此处是列表。"),
            YamlMap => new Words("A map stands here.", "此处是映射。"),
            _ => new Words("A single value stands here.", "此处是单个值。"),
        };
        findings.Add("wrong-type", node.Position, path, written, allowed: allowed);
        return Broken(shape, path);
    }

    private object Empty(Shape shape, YamlScalar node, string path, Words allowed)
    {
        findings.Add("empty-value", node.Position, path, new("The key has no value: write one or remove the key.", "该键没有值：请填写或删除该键。"), allowed: allowed);
        return Broken(shape, path);
    }

    private object Broken(Shape shape, string path)
    {
        findings.Break(path);
        return shape.Placeholder();
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
