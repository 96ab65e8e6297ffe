using System.Text;
using Growth.Config.Yaml;
using Growth.Weeks;

namespace Growth.Config;

/// <summary>Every key of the two files as Markdown tables, made from the types: the second half of docs/config.md.</summary>
public static class ConfigReference
{
    private static readonly Currency Shown = Currency.Of("CNY");

    /// <returns>Markdown that ends with a line break.</returns>
    public static string Markdown()
    {
        var text = new StringBuilder();
        Write<GrowthConfig>(text, "growth.yaml");
        Write<WeekPlan>(text, "weeks/2026-W48.yaml");
        return text.ToString();
    }

    private static void Write<T>(StringBuilder text, string file)
    {
        text.Append("### ").Append(file).Append("\n\n| key | value | default | meaning |\n|---|---|---|---|\n");
        WriteKeys(text, Shapes.Of<T>(), "");
        text.Append('\n');
    }

    private static void WriteKeys(StringBuilder text, Shape shape, string path)
    {
        switch (shape)
        {
            case ListShape { Item: not ScalarShape } list:
                WriteKeys(text, list.Item, path + "[]");
                break;
            case MapShape { Value: not ScalarShape } map:
                WriteKeys(text, map.Value, Join(path, "*"));
                break;
            case VariantShape variant:
                Row(text, Join(path, VariantShape.Discriminator), string.Join(", ", variant.Kinds.Select(kind => $"`{kind}`")), "required", new("Which keys follow.", "类型，决定其余的键。"));
                foreach (var one in variant.Variants) WriteVariant(text, one, path);
                break;
            case RecordShape record:
                foreach (var key in record.Keys) WriteKey(text, key, record, path);
                break;
        }
    }

    private static void WriteVariant(StringBuilder text, RecordShape variant, string path)
    {
        Row(text, $"{path} ({variant.Kind})", "", "", variant.Doc ?? default);
        foreach (var key in variant.Keys) WriteKey(text, key, variant, path);
    }

    private static void WriteKey(StringBuilder text, KeyShape key, RecordShape record, string path)
    {
        var name = Join(path, key.Name);
        Row(text, name, Value(key.Shape), key.Required ? "required" : KeyDefaults.Of(key, record) is { } usual ? $"`{usual}`" : "", key.Doc);
        WriteKeys(text, key.Shape, name);
    }

    private static void Row(StringBuilder text, string key, string value, string usual, Words doc) =>
        text.Append("| `").Append(key).Append("` | ").Append(Cell(value)).Append(" | ").Append(usual).Append(" | ").Append(Cell($"{doc.En} {doc.Zh}".Trim())).Append(" |\n");

    private static string Value(Shape shape) => shape switch
    {
        ScalarShape scalar => scalar.Scalar.Allowed(Shown).En + (scalar is { Min: { } min, Max: { } max } ? $"; {min} to {max}" : ""),
        ListShape list => $"list of {Between(list.Min, list.Max)}" + (list.Item is ScalarShape item ? $": {Value(item)}" : ""),
        MapShape { Names: { } names } map => $"map with the keys {string.Join(", ", names)}" + (map.Value is ScalarShape item ? $": {Value(item)}" : ""),
        MapShape map => $"map of {Between(map.Min, map.Max)} by name" + (map.Value is ScalarShape item ? $": {Value(item)}" : ""),
        _ => "map",
    };

    private static string Between(int min, int max) => min == max ? $"{min}" : $"{min} to {max}";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
