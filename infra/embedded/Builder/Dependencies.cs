using Growth.Embedded.Calls;
using Microsoft.Extensions.DependencyInjection;

namespace Growth.Embedded.Builder;

/// <summary>A function whose constructor asks for what nobody registered is found at start, not at its first call.</summary>
internal static class Dependencies
{
    public static void Check(FunctionTable functions, IServiceProvider services)
    {
        var known = services.GetRequiredService<IServiceProviderIsService>();
        var problems = functions.Entries
            .SelectMany(function => function.Method.Dependencies.Where(type => !known.IsService(type)).Select(type => (function.Name, type)))
            .Select(missing => $"Function '{missing.Name}': its constructor asks for {missing.type}, which is not registered.")
            .ToList();
        if (problems.Count > 0) throw new HostRefusedException(string.Join('\n', problems));
    }
}
