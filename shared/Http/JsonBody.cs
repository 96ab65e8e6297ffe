using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Growth.Storage;
using Microsoft.AspNetCore.Http;

namespace Growth.Http;

/// <summary>A body as one JSON object of a known shape; what is wrong is named by its place, never by our type names.</summary>
public static class JsonBody
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };
    private static readonly JsonSerializerOptions Options = Ready(Json.Options);

    /// <param name="maxBytes">As in <see cref="RequestBody.ReadAsync"/>.</param>
    public static async Task<JsonRead<T>> ReadAsync<T>(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
        where T : class
    {
        var body = await RequestBody.ReadAsync(request, maxBytes, cancellationToken);
        return body.IsRefused ? new JsonRead<T>(body.Problem) : Parse<T>(body.Bytes);
    }

    public static JsonRead<T> Parse<T>(ReadOnlyMemory<byte> bytes)
        where T : class
    {
        if (!Utf8.IsValid(bytes.Span)) return new JsonRead<T>(Problems.NotJson("The body is not text in UTF-8."));
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return new JsonRead<T>(Problems.NotJson("The body must be one JSON object."));
            if (WrongMember<T>(document.RootElement) is { } wrong) return new JsonRead<T>(wrong);
            return Deserialize<T>(document.RootElement);
        }
        catch (InvalidOperationException)
        {
            // A name with half a surrogate pair: JSON may spell it, no string can hold it.
            return new JsonRead<T>(Problems.NotJson("A member's name is not Unicode text."));
        }
        catch (JsonException e)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
            return new JsonRead<T>(Problems.NotJson(
                bytes.Length == 0 ? "The body is empty." : $"The body is not JSON in UTF-8 without duplicate members, at {place}."));
        }
    }

    private static Problem? WrongMember<T>(JsonElement root)
    {
        var known = Options.GetTypeInfo(typeof(T)).Properties;
        foreach (var name in root.EnumerateObject().Select(member => member.Name))
            if (known.All(property => property.Name != name))
                return Problems.BadMember(Short(name), $"'{Short(name)}' is not known here; known are {string.Join(", ", known.Select(property => property.Name))}.");
        return known.FirstOrDefault(property => property.IsRequired && !root.TryGetProperty(property.Name, out _)) is { } missing
            ? Problems.BadMember(missing.Name, $"'{missing.Name}' is missing.")
            : null;
    }

    private static JsonRead<T> Deserialize<T>(JsonElement root)
        where T : class
    {
        try
        {
            return new JsonRead<T>(root.Deserialize<T>(Options)!);
        }
        catch (JsonException e)
        {
            var member = e.Path is { } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : e.Path ?? "";
            return new JsonRead<T>(Problems.BadMember(member, $"'{member}' has the wrong type or value."));
        }
    }

    /// <summary>Options answer for their types only once they are read-only.</summary>
    private static JsonSerializerOptions Ready(JsonSerializerOptions options)
    {
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private static string Short(string name) => name.Length <= 64 ? name : name[..64];
}

/// <summary>Either the value or the problem to answer.</summary>
public readonly record struct JsonRead<T>
    where T : class
{
    public JsonRead(T value) => Value = value;

    public JsonRead(Problem problem) => Problem = problem;

    public T? Value { get; }

    public Problem? Problem { get; }

    [MemberNotNullWhen(true, nameof(Problem))]
    [MemberNotNullWhen(false, nameof(Value))]
    public bool IsRefused => Problem is not null;
}
