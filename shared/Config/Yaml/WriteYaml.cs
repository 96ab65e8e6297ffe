using System.Text;

namespace Growth.Config.Yaml;

/// <summary>Writes a value as the strict reader reads it back: blocks, and one line for what is small. Keys at their defaults are left out.</summary>
internal sealed class WriteYaml(Currency currency)
{
    private const int OneLine = 110;

    private readonly StringBuilder _text = new();

    internal static string Run<T>(T value, Currency currency)
        where T : class
    {
        var writer = new WriteYaml(currency);
        writer.WriteRecord((RecordShape)Shapes.Of<T>(), value, 0);
        return writer._text.ToString();
    }

    private void WriteRecord(RecordShape shape, object value, int indent)
    {
        foreach (var (name, part, partShape) in Keys(shape, value))
        {
            _text.Append(' ', indent).Append(name).Append(':');
            WriteValue(partShape, part, indent);
        }
    }

    private void WriteValue(Shape shape, object value, int indent)
    {
        var line = Inline(shape, value);
        if (shape is ScalarShape || (IsSmall(shape) && indent + line.Length <= OneLine) || line is "[]" or "{}")
        {
            _text.Append(' ').Append(line).Append('\n');
            return;
        }

        _text.Append('\n');
        if (shape is ListShape list) WriteList(list, value, indent + 2);
        else if (shape is MapShape map) WriteMap(map, value, indent + 2);
        else WriteRecord(Record(shape, value), value, indent + 2);
    }

    private void WriteList(ListShape shape, object value, int indent)
    {
        foreach (var item in Items(value))
        {
            var line = Inline(shape.Item, item);
            _text.Append(' ', indent).Append('-');
            if (shape.Item is ScalarShape || (IsSmall(shape.Item) && indent + line.Length <= OneLine))
            {
                _text.Append(' ').Append(line).Append('\n');
                continue;
            }

            var start = _text.Length;
            WriteRecord(Record(shape.Item, item), item, indent + 2);
            // The item's first key stands beside its dash.
            _text.Remove(start, indent + 1);
        }
    }

    private void WriteMap(MapShape shape, object value, int indent)
    {
        foreach (var (key, entry) in Flatten.Entries(value))
        {
            _text.Append(' ', indent).Append(TextScalars.Quote(key)).Append(':');
            WriteValue(shape.Value, entry, indent);
        }
    }

    private string Inline(Shape shape, object value) => shape switch
    {
        ScalarShape scalar => scalar.Scalar.Write(value, currency),
        ListShape list => $"[{string.Join(", ", Items(value).Select(item => Inline(list.Item, item)))}]",
        MapShape map => Braces(Flatten.Entries(value).Select(entry => $"{TextScalars.Quote(entry.Key)}: {Inline(map.Value, entry.Value)}")),
        _ => Braces(Keys(Record(shape, value), value).Select(key => $"{key.Name}: {Inline(key.Shape, key.Value)}")),
    };

    /// <summary>Of scalars and lists of them: one line says it all.</summary>
    private static bool IsSmall(Shape shape) => shape switch
    {
        ListShape list => list.Item is ScalarShape,
        MapShape map => map.Value is ScalarShape,
        RecordShape record => record.Keys.All(key => key.Shape is ScalarShape or ListShape { Item: ScalarShape }),
        VariantShape variant => variant.Variants.All(IsSmall),
        _ => true,
    };

    private static IEnumerable<(string Name, object Value, Shape Shape)> Keys(RecordShape shape, object value)
    {
        if (shape.Kind is not null) yield return (VariantShape.Discriminator, shape.Kind, new ScalarShape(TextScalars.Name));
        var blank = shape.Create();
        foreach (var key in shape.Keys)
        {
            if (key.Property.GetValue(value) is not { } part) continue;
            if (key.Required || key.Property.GetValue(blank) is not { } usual || !Same(part, usual)) yield return (key.Name, part, key.Shape);
        }
    }

    private static bool Same(object part, object usual) => part.Equals(usual) || Storage.Json.Write(part) == Storage.Json.Write(usual);

    private static RecordShape Record(Shape shape, object value) => shape as RecordShape ?? ((VariantShape)shape).Variants.Single(variant => variant.Type == value.GetType());

    private static IEnumerable<object> Items(object list) => ((System.Collections.IEnumerable)list).Cast<object>();

    private static string Braces(IEnumerable<string> parts) => string.Join(", ", parts) is { Length: > 0 } inner ? $"{{ {inner} }}" : "{}";
}
