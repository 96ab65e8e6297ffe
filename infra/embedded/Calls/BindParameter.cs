using System.Globalization;
using System.Reflection;
using Growth.Embedded.Http;
using Growth.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Embedded.Calls;

/// <summary>Where a parameter's value comes from.</summary>
internal static class BindParameter
{
    /// <returns>Null: nothing here fits the parameter.</returns>
    public static Func<Call, object?>? Run(FunctionInfo info, FunctionShape shape, ParameterInfo parameter)
    {
        // By place: two hosts that start at once in one process may each see their own objects for the same parameter.
        if (parameter.Position == shape.TriggerParameter.Position) return Trigger(info, parameter);
        if (parameter.ParameterType == typeof(CancellationToken)) return static call => call.CancellationToken;
        if (parameter.ParameterType == typeof(FunctionContext)) return static call => call;
        return info.Trigger == FunctionTrigger.Http ? RouteValue(info, parameter) : null;
    }

    public static string Refusal(FunctionInfo info, ParameterInfo parameter) => info.Trigger switch
    {
        FunctionTrigger.Timer => $"Function '{info.Name}': parameter '{parameter.Name}' cannot be bound; a timer function takes TimerInfo, FunctionContext, CancellationToken.",
        FunctionTrigger.Queue => $"Function '{info.Name}': parameter '{parameter.Name}' cannot be bound; a queue function takes a string or a JSON record, FunctionContext, CancellationToken.",
        _ => $"Function '{info.Name}': parameter '{parameter.Name}' cannot be bound; an HTTP function takes HttpRequest, the route's values by name "
            + "(string, int, long, Guid, bool), FunctionContext, CancellationToken.",
    };

    private static Func<Call, object?>? Trigger(FunctionInfo info, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        switch (info.Trigger)
        {
            case FunctionTrigger.Timer when type == typeof(TimerInfo):
                return static call => call.Trigger;
            case FunctionTrigger.Http when type == typeof(HttpRequest):
                return static call => ((HttpContext)call.Trigger).Request;
            case FunctionTrigger.Queue when type == typeof(string):
                return static call => call.Trigger;
            case FunctionTrigger.Queue when type.IsClass && type != typeof(object) && !type.IsAbstract && !typeof(Delegate).IsAssignableFrom(type) && !type.IsArray:
                return call => System.Text.Json.JsonSerializer.Deserialize((string)call.Trigger, type, Json.Options)
                    ?? throw new System.Text.Json.JsonException("null where a message is required");
            default:
                return null;
        }
    }

    private static Func<Call, object?>? RouteValue(FunctionInfo info, ParameterInfo parameter)
    {
        var name = parameter.Name!;
        if (!Routes.Parameters(info.Route!).TryGetValue(name, out var optional)) return null;
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (optional && type == parameter.ParameterType && type.IsValueType) return null;
        if (type == typeof(string)) return call => Value(call, name);
        if (type == typeof(int)) return Parsed<int>(name);
        if (type == typeof(long)) return Parsed<long>(name);
        if (type == typeof(Guid)) return Parsed<Guid>(name);
        if (type == typeof(bool)) return call => Value(call, name) is not { } text ? null : bool.TryParse(text, out var value) ? value : throw Unreadable(name);
        return null;
    }

    private static Func<Call, object?> Parsed<T>(string name)
        where T : struct, IParsable<T> =>
        call => Value(call, name) is not { } text ? null : T.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : throw Unreadable(name);

    private static string? Value(Call call, string name) => ((HttpContext)call.Trigger).Request.RouteValues[name] switch
    {
        null => null,
        string text => text,
        // a route's default value may be typed
        var other => Convert.ToString(other, CultureInfo.InvariantCulture),
    };

    private static BadHttpRequestException Unreadable(string name) => new($"The value of '{name}' in the address has the wrong form.");
}
