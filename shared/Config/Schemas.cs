using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Growth.Config.Yaml;
using Growth.Weeks;

namespace Growth.Config;

/// <summary>JSON Schemas (2020-12) of the two files, made from the types that bind them, so that editors complete and check as one types.</summary>
public static class Schemas
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>File names in <c>campaigns/</c> and their contents.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["growth.schema.json"] = Of<GrowthConfig>("growth.yaml of a Growth workspace"),
        ["week.schema.json"] = Of<WeekPlan>("a week's plan of a Growth workspace, weeks/2026-W48.yaml"),
    };

    private static string Of<T>(string title)
    {
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = title };
        foreach (var (key, value) in Of(Shapes.Of<T>()).ToList()) schema[key] = value?.DeepClone();
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Of(Shape shape) => shape switch
    {
        ScalarShape scalar => OfScalar(scalar),
        ListShape list => new JsonObject { ["type"] = "array", ["minItems"] = list.Min, ["maxItems"] = list.Max, ["uniqueItems"] = list.Item is ScalarShape, ["items"] = Of(list.Item) },
        MapShape map => OfMap(map),
        RecordShape record => OfRecord(record),
        _ => OfVariant((VariantShape)shape),
    };

    private static JsonObject OfScalar(ScalarShape shape)
    {
        var schema = shape.Scalar.Schema();
        if (!shape.Scalar.NumericSchema || shape.Min is null || shape.Max is null) return schema;
        // Money's lowest amount depends on the currency's decimals, which a schema does not know.
        schema["minimum"] = shape.Min == "0.01" ? 0 : Number(shape.Min);
        schema["maximum"] = Number(shape.Max);
        return schema;
    }

    private static JsonObject OfMap(MapShape shape)
    {
        var schema = new JsonObject { ["type"] = "object", ["minProperties"] = shape.Min, ["maxProperties"] = shape.Max, ["additionalProperties"] = false };
        if (shape.Names is { } names) schema["properties"] = new JsonObject(names.Select(name => KeyValuePair.Create<string, JsonNode?>(name, Of(shape.Value))));
        else schema["patternProperties"] = new JsonObject { [shape.KeyPattern!] = Of(shape.Value) };
        return schema;
    }

    private static JsonObject OfRecord(RecordShape shape)
    {
        var schema = new JsonObject();
        if (shape.Doc is { } doc) schema["description"] = $"{doc.En} {doc.Zh}";
        schema["type"] = "object";
        schema["additionalProperties"] = false;
        var required = shape.Keys.Where(key => key.Required).Select(key => key.Name);
        if (shape.Kind is not null) required = required.Prepend(VariantShape.Discriminator);
        schema["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
        var properties = new JsonObject();
        if (shape.Kind is not null) properties[VariantShape.Discriminator] = new JsonObject { ["const"] = shape.Kind };
        foreach (var key in shape.Keys) properties[key.Name] = OfKey(key, shape);
        schema["properties"] = properties;
        return schema;
    }

    private static JsonObject OfVariant(VariantShape shape) => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray(VariantShape.Discriminator),
        ["oneOf"] = new JsonArray([.. shape.Variants.Select(variant => Of(variant))]),
    };

    private static JsonObject OfKey(KeyShape key, RecordShape record)
    {
        var schema = new JsonObject { ["description"] = $"{key.Doc.En} {key.Doc.Zh}" };
        foreach (var (name, value) in Of(key.Shape).ToList())
            if (name != "description") schema[name] = value?.DeepClone();
        if (KeyDefaults.Of(key, record) is { } value1) schema["default"] = value1;
        return schema;
    }

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);
}
