using System.Text.Json.Nodes;

namespace Growth.Config.Yaml;

/// <summary>One way to write a value: how it is read, refused, written and described.</summary>
internal sealed record Scalar
{
    /// <summary>Named when the text is not of this form.</summary>
    internal required string Rule { get; init; }

    internal required Func<Currency, Words> Allowed { get; init; }

    /// <summary>Text is a value as it stands: plain numbers and booleans are refused, as an editor with the schema would.</summary>
    internal bool WantsText { get; init; } = true;

    /// <summary>The value, or a <see cref="Refusal"/>, or null: refused by <see cref="Rule"/>.</summary>
    internal required Func<YamlScalar, Currency, object?> Parse { get; init; }

    /// <summary>Reads back as the same value.</summary>
    internal required Func<object, Currency, string> Write { get; init; }

    internal required object Placeholder { get; init; }

    internal required Func<JsonObject> Schema { get; init; }

    /// <summary>Whether a range is part of the schema, as numbers.</summary>
    internal bool NumericSchema { get; init; }

    /// <summary>Known values, for the nearest one.</summary>
    internal IEnumerable<string> Known { get; init; } = [];

    /// <summary>What was written is never repeated in a message.</summary>
    internal bool Secret { get; init; }
}

/// <summary>A refusal by a more telling rule than the scalar's own.</summary>
internal sealed record Refusal(string Rule, Words Message, Words? Allowed = null, string? Suggestion = null, bool HideValue = false);

internal static class EnumScalar
{
    internal static Scalar Of(Type type)
    {
        var values = Enum.GetValues(type).Cast<object>().ToDictionary(NameOf, StringComparer.Ordinal);
        var list = string.Join(", ", values.Keys);
        return new Scalar
        {
            Rule = "unknown-value",
            Allowed = _ => new Words(list, list),
            Parse = (scalar, _) => values.GetValueOrDefault(scalar.Text),
            Write = (value, _) => NameOf(value),
            Placeholder = values.Values.First(),
            Schema = () => new JsonObject { ["enum"] = new JsonArray([.. values.Keys.Select(name => JsonValue.Create(name))]) },
            Known = values.Keys,
        };
    }

    /// <returns>As YAML has it.</returns>
    internal static string NameOf(object value)
    {
        var name = value.ToString()!;
        var field = value.GetType().GetField(name)!;
        return Attribute.GetCustomAttribute(field, typeof(NameAttribute)) is NameAttribute given
            ? given.Name
            : System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(name);
    }
}
