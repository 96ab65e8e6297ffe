using System.Reflection;
using System.Text.RegularExpressions;

namespace Growth.Config.Yaml;

/// <summary>What YAML may stand for a C# type. Read once from types and attributes; binding, schema, writer and reference all use it.</summary>
internal abstract record Shape
{
    /// <summary>A valid value that stands in for one that could not be read, so that the rest can still be judged.</summary>
    internal abstract object Placeholder();
}

internal sealed record ScalarShape(Scalar Scalar, string? Min = null, string? Max = null) : Shape
{
    internal override object Placeholder() => Scalar.Placeholder;
}

internal sealed record ListShape(Shape Item, Type ItemType, int Min, int Max) : Shape
{
    internal override object Placeholder() => Create([]);

    internal Array Create(IReadOnlyList<object> items)
    {
        var list = Array.CreateInstance(ItemType, items.Count);
        for (var i = 0; i < items.Count; i++) list.SetValue(items[i], i);
        return list;
    }
}

/// <param name="Names">The only keys allowed; null: any of the pattern.</param>
internal sealed record MapShape(Shape Value, Type ValueType, int Min, int Max, IReadOnlyList<string>? Names, string? KeyPattern) : Shape
{
    private readonly Regex? _pattern = KeyPattern is null ? null : new Regex(KeyPattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    internal bool Allows(string key) => Names?.Contains(key, StringComparer.Ordinal) ?? (_pattern?.IsMatch(key) != false && !key.Contains('\n', StringComparison.Ordinal));

    internal override object Placeholder() => Create(new SortedDictionary<string, object>(StringComparer.Ordinal));

    /// <summary>In the order of its keys, so that the same content is stored as the same text.</summary>
    internal object Create(SortedDictionary<string, object> entries)
    {
        var map = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), ValueType))!;
        foreach (var (key, value) in entries) map[key] = value;
        return map;
    }
}

/// <param name="Kind">The value of <c>kind</c> that selects this record; null: it is not one of several.</param>
internal sealed record RecordShape(Type Type, IReadOnlyList<KeyShape> Keys, Words? Doc, string? Kind) : Shape
{
    internal IEnumerable<string> Names => (Kind is null ? [] : (IEnumerable<string>)[VariantShape.Discriminator]).Concat(Keys.Select(key => key.Name));

    internal object Create() => Activator.CreateInstance(Type)!;

    internal override object Placeholder()
    {
        var value = Create();
        foreach (var key in Keys.Where(key => key.Required)) key.Property.SetValue(value, key.Shape.Placeholder());
        return value;
    }
}

/// <summary>One of several records, told apart by their <c>kind</c>.</summary>
internal sealed record VariantShape(Type Type, IReadOnlyList<RecordShape> Variants) : Shape
{
    internal const string Discriminator = "kind";

    internal IEnumerable<string> Kinds => Variants.Select(variant => variant.Kind!);

    internal override object Placeholder() => Variants[0].Placeholder();
}

internal sealed record KeyShape(string Name, PropertyInfo Property, Shape Shape, bool Required, Words Doc, string MissingRule);
