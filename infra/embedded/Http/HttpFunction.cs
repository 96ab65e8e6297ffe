using Growth.Embedded.Calls;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Embedded.Http;

/// <summary>Reads an HTTP trigger.</summary>
internal static class HttpFunction
{
    public static (FunctionInfo? Info, string? Problem) Read(FunctionShape shape, HttpTriggerAttribute trigger)
    {
        if (trigger.AuthLevel != AuthorizationLevel.Anonymous)
        {
            return (null, $"Function '{shape.Name}': AuthorizationLevel.{trigger.AuthLevel} is refused; only Anonymous is the same on every host: "
                + "decide by signature, token or session in the function.");
        }

        var route = trigger.Route ?? shape.Name;
        if (Routes.Problem(route) is { } problem) return (null, $"Function '{shape.Name}': route '{route}' {problem}");
        var methods = (trigger.Methods ?? []).Select(method => method.ToUpperInvariant()).Distinct(StringComparer.Ordinal).ToList();
        if (methods.Find(method => !Routes.KnownMethods.Contains(method)) is { } unknown)
            return (null, $"Function '{shape.Name}': HTTP method '{unknown}' is not known; allowed are {string.Join(", ", Routes.KnownMethods)}.");
        return (new FunctionInfo { Name = shape.Name, Trigger = FunctionTrigger.Http, Route = route, Methods = methods }, null);
    }
}
