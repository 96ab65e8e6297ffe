using Growth.Embedded;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Growth.Tests.Embedded;

/// <summary>What another host would do differently, or not at all, is refused at start with the function named.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData(typeof(UnknownTrigger), "'unknown': trigger RumourTriggerAttribute is not known")]
    [InlineData(typeof(NoTrigger), "'none' (", "has 0 triggers")]
    [InlineData(typeof(TwoTriggers), "'two' (", "has 2 triggers")]
    [InlineData(typeof(Hidden), "'hidden' (", "its class is not public")]
    [InlineData(typeof(PrivateMethod), "'private' (", "the method is not public")]
    [InlineData(typeof(AsyncVoid), "'vanishing' (", "is async void")]
    [InlineData(typeof(BadName), "'1st' (", "the name is a letter")]
    [InlineData(typeof(TwoConstructors), "'undecided' (", "has 2 public constructors")]
    [InlineData(typeof(FiveFields), "'five': schedule '*/5 * * * *' is not six-field NCRONTAB")]
    [InlineData(typeof(NeverComes), "'never': schedule '0 0 0 30 2 *' is not six-field NCRONTAB")]
    [InlineData(typeof(Span), "'span': schedule '00:05:00' is a TimeSpan")]
    [InlineData(typeof(AtStart), "'eager': RunOnStartup is refused")]
    [InlineData(typeof(NoSetting), "'unset': setting 'Tick', which its schedule names, is missing")]
    [InlineData(typeof(BadQueue), "'queue': queue 'Big_Queue' is not a queue's name")]
    [InlineData(typeof(FunctionKey), "'keyed': AuthorizationLevel.Function is refused; only Anonymous")]
    [InlineData(typeof(DefaultKey), "'default': AuthorizationLevel.Function is refused")]
    [InlineData(typeof(AdminRoute), "'admin': route 'admin/x' is reserved")]
    [InlineData(typeof(RuntimeRoute), "'runtime': route 'Runtime' is reserved")]
    [InlineData(typeof(SlashRoute), "'slash': route '/api/x' starts or ends with '/'")]
    [InlineData(typeof(BrokenRoute), "'broken': route 'api/{x' cannot be read")]
    [InlineData(typeof(UnknownConstraint), "'constraint': route 'api/{x:week}' has constraint 'week'")]
    [InlineData(typeof(UnknownMethod), "'method': HTTP method 'FETCH' is not known")]
    [InlineData(typeof(ReturnsRecord), "'record' returns Task<String>; allowed is IResult")]
    [InlineData(typeof(TimerReturns), "'returning' returns Int32; allowed is void")]
    [InlineData(typeof(NoRouteValue), "'unbound': parameter 'id' cannot be bound")]
    [InlineData(typeof(OptionalNumber), "'optional': parameter 'page' cannot be bound")]
    [InlineData(typeof(WrongTimer), "'wrong': parameter 'timer' cannot be bound")]
    [InlineData(typeof(QueueBytes), "'bytes': parameter 'body' cannot be bound")]
    [InlineData(typeof(Needy), "'needy': its constructor asks for System.Uri, which is not registered")]
    public async Task Start_WrongFunction_IsRefusedByName(Type function, params string[] said)
    {
        await using var app = new TestApp();

        var refused = await Assert.ThrowsAsync<HostRefusedException>(() => app.StartAsync(function));

        Assert.All(said, part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
        Assert.Contains("unction '", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SeveralWrong_NamesAllAtOnce()
    {
        await using var app = new TestApp();

        var refused = await Assert.ThrowsAsync<HostRefusedException>(() => app.StartAsync(typeof(FiveFields), typeof(BadQueue), typeof(AdminRoute)));

        Assert.Equal(3, refused.Message.Split('\n').Length);
    }

    [Theory]
    [InlineData(typeof(SameA), typeof(SameB), "Function 'same' exists 2 times")]
    [InlineData(typeof(RouteA), typeof(RouteB), "Functions 'routeA' and 'routeB' answer the same requests: route 'API/{other}', GET")]
    [InlineData(typeof(RouteA), typeof(AnyMethod), "answer the same requests: route 'api/{id}', any method")]
    [InlineData(typeof(QueueA), typeof(QueueB), "Queue 'shared-queue' starts 'queueA' and 'queueB'")]
    public async Task Start_TwoForOneOccasion_AreRefused(Type one, Type other, string said)
    {
        await using var app = new TestApp();

        var refused = await Assert.ThrowsAsync<HostRefusedException>(() => app.StartAsync(one, other));

        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_HttpWithoutWebApplication_IsRefused()
    {
        await using var app = new TestApp();

        var refused = await Assert.ThrowsAsync<HostRefusedException>(() =>
            EmbeddedHost.StartAsync(args => FunctionsApplication.CreateBuilder(args).Build().Run(), app.Options(typeof(RouteA))));

        Assert.Contains("'routeA' has an HTTP trigger; Program.cs needs builder.ConfigureFunctionsWebApplication()", refused.Message, StringComparison.Ordinal);
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class RumourTriggerAttribute : TriggerBindingAttribute;

    public sealed class UnknownTrigger { [Function("unknown")] public void Run([RumourTrigger] string rumour) { } }
    public sealed class NoTrigger { [Function("none")] public void Run() { } }
    public sealed class TwoTriggers { [Function("two")] public void Run([TimerTrigger("0 * * * * *")] TimerInfo timer, [QueueTrigger("abc")] string message) { } }
    internal sealed class Hidden { [Function("hidden")] public void Run([QueueTrigger("abc")] string message) { } }
    public sealed class PrivateMethod { [Function("private")] internal void Run([QueueTrigger("abc")] string message) { } }
    public sealed class BadName { [Function("1st")] public void Run([QueueTrigger("abc")] string message) { } }
    public sealed class FiveFields { [Function("five")] public void Run([TimerTrigger("*/5 * * * *")] TimerInfo timer) { } }
    public sealed class NeverComes { [Function("never")] public void Run([TimerTrigger("0 0 0 30 2 *")] TimerInfo timer) { } }
    public sealed class Span { [Function("span")] public void Run([TimerTrigger("00:05:00")] TimerInfo timer) { } }
    public sealed class AtStart { [Function("eager")] public void Run([TimerTrigger("0 * * * * *", RunOnStartup = true)] TimerInfo timer) { } }
    public sealed class NoSetting { [Function("unset")] public void Run([TimerTrigger("%Tick%")] TimerInfo timer) { } }
    public sealed class BadQueue { [Function("queue")] public void Run([QueueTrigger("Big_Queue")] string message) { } }
    public sealed class FunctionKey { [Function("keyed")] public IResult Run([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => Results.Ok(); }
    public sealed class DefaultKey { [Function("default")] public IResult Run([HttpTrigger] HttpRequest request) => Results.Ok(); }
    public sealed class AdminRoute { [Function("admin")] public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "admin/x")] HttpRequest request) => Results.Ok(); }
    public sealed class RuntimeRoute { [Function("runtime")] public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "Runtime")] HttpRequest request) => Results.Ok(); }
    public sealed class SlashRoute { [Function("slash")] public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "/api/x")] HttpRequest request) => Results.Ok(); }
    public sealed class BrokenRoute { [Function("broken")] public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/{x")] HttpRequest request) => Results.Ok(); }
    public sealed class UnknownConstraint { [Function("constraint")] public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/{x:week}")] HttpRequest request) => Results.Ok(); }
    public sealed class UnknownMethod { [Function("method")] public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "fetch")] HttpRequest request) => Results.Ok(); }
    public sealed class ReturnsRecord { [Function("record")] public Task<string> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Task.FromResult(""); }
    public sealed class TimerReturns { [Function("returning")] public int Run([TimerTrigger("0 * * * * *")] TimerInfo timer) => 1; }
    public sealed class NoRouteValue { [Function("unbound")] public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/x")] HttpRequest request, string id) => Results.Ok(id); }
    public sealed class OptionalNumber { [Function("optional")] public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/{page:int?}")] HttpRequest request, int page) => Results.Ok(page); }
    public sealed class WrongTimer { [Function("wrong")] public void Run([TimerTrigger("0 * * * * *")] string timer) { } }
    public sealed class QueueBytes { [Function("bytes")] public void Run([QueueTrigger("abc")] byte[] body) { } }
    public sealed class SameA { [Function("same")] public void Run([QueueTrigger("abc")] string message) { } }
    public sealed class SameB { [Function("Same")] public void Run([QueueTrigger("def")] string message) { } }
    public sealed class RouteA { [Function("routeA")] public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "api/{id}")] HttpRequest request) => Results.Ok(); }
    public sealed class RouteB { [Function("routeB")] public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "API/{other}")] HttpRequest request) => Results.Ok(); }
    public sealed class AnyMethod { [Function("any")] public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/{id}")] HttpRequest request) => Results.Ok(); }
    public sealed class QueueA { [Function("queueA")] public void Run([QueueTrigger("shared-queue")] string message) { } }
    public sealed class QueueB { [Function("queueB")] public void Run([QueueTrigger("shared-queue")] string message) { } }
    public sealed class Needy(Uri uri) { [Function("needy")] public void Run([QueueTrigger("abc")] string message) => _ = uri; }

    public sealed class AsyncVoid
    {
        [Function("vanishing")]
        public async void Run([QueueTrigger("abc")] string message) => await Task.Yield();
    }

    public sealed class TwoConstructors
    {
        public TwoConstructors() { }

        public TwoConstructors(Seen seen) => _ = seen;

        [Function("undecided")]
        public void Run([QueueTrigger("abc")] string message) { }
    }
}
