using Growth.Embedded.Calls;
using Growth.Embedded.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Growth.Embedded.Builder;

/// <summary>Kestrel with the limits a public port needs, and the functions' routes on it.</summary>
internal static class WebServer
{
    /// <summary>More than any of our bodies; the function's own reader has the last word.</summary>
    private const long MaxBodyBytes = 1024 * 1024;

    public static void Add(WebApplicationBuilder web, Settings.ListenOptions listen)
    {
        // A request is worked on by the pool's thread that heard of it, without being handed on once more. A function that blocks keeps that
        // thread and no other: the kernel's events are not waited for on it.
        web.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        web.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MaxRequestLineSize = 4 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Listen(listen.Bind, listen.Port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        web.Services.AddRoutingCore();
    }

    public static void Map(WebApplication app, FunctionTable functions)
    {
        var dispatch = app.Services.GetRequiredService<HttpDispatch>();
        var endpoints = functions.Of(FunctionTrigger.Http).Select(function => Endpoint(function, dispatch)).ToList();
        ((IEndpointRouteBuilder)app).DataSources.Add(new DefaultEndpointDataSource(endpoints));
        app.UseRouting();
        // the last one: what routing did not find, or refuses, is answered here as well
        app.Run(static http => http.GetEndpoint() switch
        {
            RouteEndpoint { RequestDelegate: { } function } => function(http),
            null => HostProblems.NotFound.ExecuteAsync(http),
            var refusing => RefuseAsync(http, refusing.RequestDelegate!),
        });
    }

    private static async Task RefuseAsync(HttpContext http, RequestDelegate refusing)
    {
        await refusing(http);
        if (http.Response.StatusCode == StatusCodes.Status405MethodNotAllowed)
            await HostProblems.MethodNotAllowed(http.Response.Headers.Allow.ToString()).ExecuteAsync(http);
    }

    private static Endpoint Endpoint(FunctionEntry function, HttpDispatch dispatch)
    {
        var builder = new RouteEndpointBuilder(dispatch.For(function), RoutePatternFactory.Parse(function.Info.Route!), order: 0) { DisplayName = function.Name };
        var methods = Routes.Answered(function.Info);
        if (methods.Count > 0) builder.Metadata.Add(new HttpMethodMetadata(methods));
        return builder.Build();
    }
}
