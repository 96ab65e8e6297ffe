using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Growth.Storefronts.Envelope;

/// <summary>The JSON Schema of what a shop sends: docs/webhooks.schema.json.</summary>
public static class EnvelopeSchema
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text()
    {
        var types = ShopEventType.All.Values.ToList();
        var schema = DescribeObject.Run(ReadShopEvent.Head);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "A webhook of a shop to Growth");
        schema.Insert(2, "description", "Members that are not named are ignored. A type that is not named is kept and ignored.");
        ((JsonArray)schema["required"]!).Add("data");
        schema["properties"]!["data"] = new JsonObject { ["type"] = "object" };
        schema["allOf"] = new JsonArray([.. types.Select(type => If(type.Name))]);
        schema["$defs"] = new JsonObject(types.Select(type => KeyValuePair.Create<string, JsonNode?>(type.Name, Of(type))));
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonObject If(string name) => new()
    {
        ["if"] = new JsonObject { ["properties"] = new JsonObject { ["type"] = new JsonObject { ["const"] = name } } },
        ["then"] = new JsonObject { ["properties"] = new JsonObject { ["data"] = new JsonObject { ["$ref"] = "#/$defs/" + name } } },
    };

    private static JsonObject Of(ShopEventType type)
    {
        var schema = DescribeObject.Run(type.Read);
        schema.Insert(0, "description", type.Means);
        return schema;
    }
}
