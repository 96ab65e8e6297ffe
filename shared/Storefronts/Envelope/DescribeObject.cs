using System.Text.Json.Nodes;

namespace Growth.Storefronts.Envelope;

/// <summary>Writes the JSON Schema (2020-12) of what is asked for. Members that nobody asks for are allowed and ignored.</summary>
internal sealed class DescribeObject : ShopObject
{
    private readonly JsonArray _required = [];
    private readonly JsonObject _properties = [];
    private readonly JsonObject _needs = [];
    private JsonArray? _anyOf;

    public static JsonObject Run<T>(Func<ShopObject, T> read)
    {
        var described = new DescribeObject();
        read(described);
        return described.ToSchema();
    }

    public override string Text(string name, TextForm form)
    {
        _required.Add(name);
        _properties[name] = Of(form);
        return form.Choices?[0] ?? "";
    }

    public override string? OptionalText(string name, TextForm form)
    {
        _properties[name] = Of(form);
        return null;
    }

    public override long Number(string name, long least, long most)
    {
        _required.Add(name);
        OptionalNumber(name, least, most);
        return least;
    }

    public override long? OptionalNumber(string name, long least, long most)
    {
        _properties[name] = new JsonObject { ["type"] = "integer", ["minimum"] = least, ["maximum"] = most };
        return null;
    }

    public override bool? OptionalFlag(string name)
    {
        _properties[name] = new JsonObject { ["type"] = "boolean" };
        return null;
    }

    public override T Object<T>(string name, Func<ShopObject, T> read)
    {
        _required.Add(name);
        var described = new DescribeObject();
        var sample = read(described);
        _properties[name] = described.ToSchema();
        return sample;
    }

    public override T? OptionalObject<T>(string name, Func<ShopObject, T> read)
        where T : class
    {
        _properties[name] = Run(read);
        return null;
    }

    public override IReadOnlyList<T>? OptionalList<T>(string name, int most, Func<ShopObject, int, T> read)
    {
        _properties[name] = new JsonObject { ["type"] = "array", ["minItems"] = 1, ["maxItems"] = most, ["items"] = Run(one => read(one, 0)) };
        return null;
    }

    public override void AnyOf(params IReadOnlyList<string> names) => _anyOf = [.. names.Select(name => new JsonObject { ["required"] = new JsonArray(name) })];

    public override void Needs(string name, string other) => _needs[name] = new JsonArray(other);

    private static JsonObject Of(TextForm form)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (form.Choices is { } choices)
        {
            schema["enum"] = new JsonArray([.. choices.Select(choice => JsonValue.Create(choice))]);
            return schema;
        }

        (schema["minLength"], schema["maxLength"]) = (1, form.Longest);
        if (form.Pattern is not null) schema["pattern"] = form.Pattern;
        if (form.Format is not null) schema["format"] = form.Format;
        schema["description"] = form.Allowed;
        return schema;
    }

    private JsonObject ToSchema()
    {
        var schema = new JsonObject { ["type"] = "object" };
        if (_required.Count > 0) schema["required"] = _required;
        if (_anyOf is not null) schema["anyOf"] = _anyOf;
        if (_needs.Count > 0) schema["dependentRequired"] = _needs;
        schema["properties"] = _properties;
        return schema;
    }
}
