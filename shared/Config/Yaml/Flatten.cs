namespace Growth.Config.Yaml;

/// <summary>A bound value as a list of paths and texts as a team writes them, for showing what changed.</summary>
internal static class Flatten
{
    internal static SortedDictionary<string, string> Run<T>(T? value, Currency currency)
        where T : class
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (value is not null) Add(texts, Shapes.Of<T>(), value, "", currency);
        return texts;
    }

    private static void Add(SortedDictionary<string, string> texts, Shape shape, object value, string path, Currency currency)
    {
        switch (shape)
        {
            case ScalarShape scalar:
                texts[path] = scalar.Scalar.Write(value, currency);
                break;
            case ListShape { Item: ScalarShape item }:
                texts[path] = $"[{string.Join(", ", ((System.Collections.IEnumerable)value).Cast<object>().Select(entry => item.Scalar.Write(entry, currency)))}]";
                break;
            case ListShape list:
                foreach (var (entry, index) in ((System.Collections.IEnumerable)value).Cast<object>().Select((entry, index) => (entry, index)))
                    Add(texts, list.Item, entry, $"{path}[{index}]", currency);
                break;
            case MapShape map:
                foreach (var (key, entry) in Entries(value)) Add(texts, map.Value, entry, Join(path, key), currency);
                break;
            case VariantShape variant:
                var chosen = variant.Variants.Single(candidate => candidate.Type == value.GetType());
                texts[Join(path, VariantShape.Discriminator)] = chosen.Kind!;
                Add(texts, chosen, value, path, currency);
                break;
            case RecordShape record:
                foreach (var key in record.Keys)
                    if (key.Property.GetValue(value) is { } part) Add(texts, key.Shape, part, Join(path, key.Name), currency);
                break;
        }
    }

    /// <summary>The entries of a bound map, whatever its values are.</summary>
    internal static IEnumerable<(string Key, object Value)> Entries(object map)
    {
        foreach (var entry in (System.Collections.IEnumerable)map)
        {
            var type = entry.GetType();
            yield return ((string)type.GetProperty("Key")!.GetValue(entry)!, type.GetProperty("Value")!.GetValue(entry)!);
        }
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
