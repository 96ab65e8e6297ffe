using System.Text.Json;
using System.Text.RegularExpressions;

namespace Growth.Tests.Storefronts;

/// <summary>The facts of a JSON Schema that ours use, checked by their definition: enough to tell whether the reader agrees with it.</summary>
internal static class SchemaCheck
{
    public static bool Takes(JsonElement schema, JsonElement value) => Takes(schema, value, schema);

    private static bool Takes(JsonElement schema, JsonElement value, JsonElement root)
    {
        if (schema.TryGetProperty("$ref", out var reference)) return Takes(root.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]), value, root);
        if (schema.TryGetProperty("const", out var constant) && !JsonElement.DeepEquals(constant, value)) return false;
        if (schema.TryGetProperty("enum", out var choices) && !choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value))) return false;
        if (schema.TryGetProperty("type", out var type) && !IsType(type.GetString()!, value)) return false;
        if (schema.TryGetProperty("if", out var condition) && Takes(condition, value, root) && !Takes(schema.GetProperty("then"), value, root)) return false;
        if (schema.TryGetProperty("allOf", out var all) && !all.EnumerateArray().All(one => Takes(one, value, root))) return false;
        if (schema.TryGetProperty("anyOf", out var any) && !any.EnumerateArray().Any(one => Takes(one, value, root))) return false;
        return value.ValueKind switch
        {
            JsonValueKind.Object => TakesMembers(schema, value, root),
            JsonValueKind.Array => InRange(schema, "minItems", "maxItems", value.GetArrayLength())
                && (!schema.TryGetProperty("items", out var items) || value.EnumerateArray().All(item => Takes(items, item, root))),
            JsonValueKind.String => InRange(schema, "minLength", "maxLength", value.GetString()!.Length)
                && (!schema.TryGetProperty("pattern", out var pattern) || Regex.IsMatch(value.GetString()!, pattern.GetString()!, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1))),
            JsonValueKind.Number => InRange(schema, "minimum", "maximum", value.GetDouble()),
            _ => true,
        };
    }

    private static bool TakesMembers(JsonElement schema, JsonElement value, JsonElement root)
    {
        if (schema.TryGetProperty("required", out var required) && !required.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _))) return false;
        if (schema.TryGetProperty("dependentRequired", out var needs)
            && needs.EnumerateObject().Any(need => value.TryGetProperty(need.Name, out _) && !need.Value.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _))))
            return false;
        return !schema.TryGetProperty("properties", out var properties)
            || value.EnumerateObject().All(member => !properties.TryGetProperty(member.Name, out var of) || Takes(of, member.Value, root));
    }

    private static bool InRange(JsonElement schema, string least, string most, double size) =>
        (!schema.TryGetProperty(least, out var low) || size >= low.GetDouble()) && (!schema.TryGetProperty(most, out var high) || size <= high.GetDouble());

    private static bool IsType(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };
}
