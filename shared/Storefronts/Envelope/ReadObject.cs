using System.Globalization;
using System.Text.Json;

namespace Growth.Storefronts.Envelope;

/// <summary>Reads one object strictly: a member of another type or out of its range is named, with what is allowed and never with its value.</summary>
/// <param name="element">Something else than an object has no members.</param>
/// <param name="path">Of the object, with a full stop at the end: <c>data.buyer.</c>.</param>
internal sealed class ReadObject(JsonElement element, string path, FirstProblem problem) : ShopObject
{
    public override string Text(string name, TextForm form) => OptionalText(name, form) ?? Missing(name, "");

    public override string? OptionalText(string name, TextForm form)
    {
        if (Find(name) is not { } found) return null;
        return found.ValueKind == JsonValueKind.String && found.GetString() is { } text && form.Takes(text) ? text : Wrong(name, $"a text: {form.Allowed}", "");
    }

    public override long Number(string name, long least, long most) => OptionalNumber(name, least, most) ?? Missing(name, least);

    public override long? OptionalNumber(string name, long least, long most)
    {
        if (Find(name) is not { } found) return null;
        return found.ValueKind == JsonValueKind.Number && found.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : Wrong(name, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"), least);
    }

    public override bool? OptionalFlag(string name) => Find(name) is not { } found
        ? null
        : found.ValueKind is JsonValueKind.True or JsonValueKind.False ? found.GetBoolean() : Wrong(name, "true or false", false);

    public override T Object<T>(string name, Func<ShopObject, T> read)
    {
        var found = Find(name);
        if (found is null) Missing(name, "");
        return Read(name, found ?? default, read);
    }

    public override T? OptionalObject<T>(string name, Func<ShopObject, T> read)
        where T : class => Find(name) is { } found ? Read(name, found, read) : null;

    public override IReadOnlyList<T>? OptionalList<T>(string name, int most, Func<ShopObject, int, T> read)
    {
        if (Find(name) is not { } found) return null;
        if (found.ValueKind != JsonValueKind.Array || found.GetArrayLength() is var length && (length == 0 || length > most))
            return Wrong<IReadOnlyList<T>>(name, string.Create(CultureInfo.InvariantCulture, $"a list of 1 to {most}"), []);
        var items = new List<T>(found.GetArrayLength());
        foreach (var item in found.EnumerateArray())
        {
            var place = items.Count;
            items.Add(Read(string.Create(CultureInfo.InvariantCulture, $"{name}[{place}]"), item, one => read(one, place)));
        }

        return items;
    }

    public override void AnyOf(params IReadOnlyList<string> names)
    {
        if (names.All(name => Find(name) is null)) problem.Found($"{path.TrimEnd('.')} needs one of {string.Join(", ", names)}.");
    }

    public override void Needs(string name, string other)
    {
        if (Find(name) is not null && Find(other) is null) problem.Found($"{path}{other} is missing: {path}{name} needs it.");
    }

    private T Read<T>(string name, JsonElement found, Func<ShopObject, T> read)
    {
        if (found.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined)) Wrong(name, "an object", "");
        return read(new ReadObject(found, $"{path}{name}.", problem));
    }

    private JsonElement? Find(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var found) ? found : null;

    private T Missing<T>(string name, T instead)
    {
        problem.Found($"{path}{name} is missing.");
        return instead;
    }

    private T Wrong<T>(string name, string allowed, T instead)
    {
        problem.Found($"{path}{name} must be {allowed}.");
        return instead;
    }
}

/// <summary>What was found wrong first.</summary>
internal sealed class FirstProblem
{
    public string? Text { get; private set; }

    public void Found(string problem) => Text ??= problem;
}
