using Growth.Embedded.Calls;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Growth.Embedded.Http;

/// <summary>What a route may be, and which two of them would answer the same request.</summary>
internal static class Routes
{
    public static readonly IReadOnlyList<string> KnownMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    private static readonly string[] Reserved = ["admin", "runtime"];

    private static readonly string[] Constraints =
    [
        "int", "long", "guid", "bool", "alpha", "datetime", "decimal", "double", "float", "required", "min", "max", "range", "length", "minlength", "maxlength",
    ];

    /// <returns>Null: the route is fine.</returns>
    public static string? Problem(string route)
    {
        if (route.StartsWith('/') || route.EndsWith('/')) return "starts or ends with '/'; it is spelled whole, without.";
        RoutePattern pattern;
        try
        {
            pattern = RoutePatternFactory.Parse(route);
        }
        catch (RoutePatternException e)
        {
            return "cannot be read: " + e.Message;
        }

        if (pattern.PathSegments is [{ Parts: [RoutePatternLiteralPart first] }, ..] && Reserved.Contains(first.Content, StringComparer.OrdinalIgnoreCase))
            return "is reserved: 'admin' and 'runtime' belong to Azure.";
        var unknown = pattern.ParameterPolicies.SelectMany(entry => entry.Value)
            .Select(policy => policy.Content!.Split('(')[0]).FirstOrDefault(name => !Constraints.Contains(name, StringComparer.OrdinalIgnoreCase));
        return unknown is null ? null : $"has constraint '{unknown}', which is not known; allowed are {string.Join(", ", Constraints)}.";
    }

    /// <returns>The names of the route's parameters and whether each may be absent.</returns>
    public static Dictionary<string, bool> Parameters(string route) =>
        RoutePatternFactory.Parse(route).Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.IsOptional, StringComparer.OrdinalIgnoreCase);

    /// <summary>The methods a function answers; empty = any. HEAD is answered by GET, without the body.</summary>
    public static IReadOnlyList<string> Answered(FunctionInfo info) =>
        info.Methods.Contains("GET", StringComparer.Ordinal) && !info.Methods.Contains("HEAD", StringComparer.Ordinal) ? [.. info.Methods, "HEAD"] : info.Methods;

    public static IEnumerable<string> Conflicts(IReadOnlyCollection<FunctionEntry> entries)
    {
        var byShape = entries.Where(entry => entry.Info.Trigger == FunctionTrigger.Http).GroupBy(entry => Shape(entry.Info.Route!), StringComparer.OrdinalIgnoreCase);
        foreach (var group in byShape)
        {
            var functions = group.ToList();
            for (var i = 0; i < functions.Count; i++)
            {
                for (var j = i + 1; j < functions.Count; j++)
                {
                    if (!Overlap(Answered(functions[i].Info), Answered(functions[j].Info))) continue;
                    yield return $"Functions '{functions[i].Name}' and '{functions[j].Name}' answer the same requests: route '{functions[j].Info.Route}', "
                        + $"{(functions[j].Info.Methods is [] ? "any method" : string.Join('|', functions[j].Info.Methods))}.";
                }
            }
        }
    }

    private static bool Overlap(IReadOnlyList<string> one, IReadOnlyList<string> other) =>
        one.Count == 0 || other.Count == 0 || one.Intersect(other, StringComparer.Ordinal).Any();

    /// <summary>The route without the names of its parameters: two routes of one shape match the same paths.</summary>
    private static string Shape(string route)
    {
        var pattern = RoutePatternFactory.Parse(route);
        return string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternParameterPart parameter => "{" + (parameter.IsCatchAll ? "*" : "")
                + string.Join(':', parameter.ParameterPolicies.Select(policy => policy.Content)) + "}",
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => "",
        }))));
    }
}
