using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Growth.Time;
using NodaTime;
using NodaTime.Text;

namespace Growth.Storage;

/// <summary>The one serializer setting for both ends of a queue, stored JSON, and HTTP: camelCase, enums by name, unknown members refused.</summary>
public static class Json
{
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions());

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new TextConverter<IsoWeek>(IsoWeek.Parse, week => week.ToString()));
        options.Converters.Add(new TextConverter<WeekTime>(WeekTime.Parse, time => time.ToString()));
        options.Converters.Add(new TextConverter<Instant>(text => InstantPattern.ExtendedIso.Parse(text).Value, InstantPattern.ExtendedIso.Format));
        options.Converters.Add(new TextConverter<LocalDate>(text => LocalDatePattern.Iso.Parse(text).Value, LocalDatePattern.Iso.Format));
        options.Converters.Add(new TextConverter<LocalTime>(text => LocalTimePattern.HourMinuteIso.Parse(text).Value, LocalTimePattern.HourMinuteIso.Format));
        options.Converters.Add(new TextConverter<Duration>(text => DurationPattern.JsonRoundtrip.Parse(text).Value, DurationPattern.JsonRoundtrip.Format));
        return options;
    }

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <exception cref="JsonException">The text is not that type.</exception>
    public static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, Options) ?? throw new JsonException("null where a value is required");

    private sealed class TextConverter<T>(Func<string, T> parse, Func<T, string> format) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String) throw new JsonException();
            try
            {
                return parse(reader.GetString()!);
            }
            catch (Exception e) when (e is FormatException or UnparsableValueException)
            {
                throw new JsonException(e.Message, e);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(format(value));
    }
}
