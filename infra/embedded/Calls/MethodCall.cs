using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Growth.Embedded.Calls;

/// <summary>
/// Calls a function's method: a new instance from the call's scope, arguments by their binders, the result into the call.
/// Nothing is looked up by reflection at the call; the invokers turn into emitted code by themselves after their first use,
/// which starts faster than compiling expressions for functions that may never be called.
/// </summary>
internal sealed class MethodCall(MethodInfo method, Func<Call, object?>[] binders, Func<object?, Call, Task> complete)
{
    private readonly MethodInvoker _invoker = MethodInvoker.Create(method);
    private readonly ConstructorInvoker? _constructor = method.IsStatic ? null : ConstructorInvoker.Create(method.DeclaringType!.GetConstructors()[0]);
    private readonly Type[] _dependencies = method.IsStatic
        ? []
        : Array.ConvertAll(method.DeclaringType!.GetConstructors()[0].GetParameters(), parameter => parameter.ParameterType);

    private readonly bool _disposes = typeof(IDisposable).IsAssignableFrom(method.DeclaringType) || typeof(IAsyncDisposable).IsAssignableFrom(method.DeclaringType);

    public string EntryPoint => $"{method.DeclaringType!.FullName}.{method.Name}";

    public string PathToAssembly => method.Module.FullyQualifiedName;

    public IReadOnlyList<Type> Dependencies => _dependencies;

    public Task RunAsync(Call call)
    {
        var instance = Create(call.InstanceServices);
        if (_disposes) return RunAndDisposeAsync(call, instance);
        return complete(Invoke(call, instance), call);
    }

    private async Task RunAndDisposeAsync(Call call, object? instance)
    {
        try
        {
            await complete(Invoke(call, instance), call);
        }
        finally
        {
            if (instance is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else (instance as IDisposable)?.Dispose();
        }
    }

    private object? Invoke(Call call, object? instance)
    {
        switch (binders.Length)
        {
            case 1:
                return _invoker.Invoke(instance, binders[0](call));
            case 2:
                return _invoker.Invoke(instance, binders[0](call), binders[1](call));
            case 3:
                return _invoker.Invoke(instance, binders[0](call), binders[1](call), binders[2](call));
            default:
                var arguments = new object?[binders.Length];
                for (var i = 0; i < arguments.Length; i++) arguments[i] = binders[i](call);
                return _invoker.Invoke(instance, arguments.AsSpan());
        }
    }

    private object? Create(IServiceProvider services)
    {
        if (_constructor is null) return null;
        switch (_dependencies.Length)
        {
            case 0:
                return _constructor.Invoke();
            case 1:
                return _constructor.Invoke(services.GetRequiredService(_dependencies[0]));
            case 2:
                return _constructor.Invoke(services.GetRequiredService(_dependencies[0]), services.GetRequiredService(_dependencies[1]));
            default:
                var arguments = new object?[_dependencies.Length];
                for (var i = 0; i < arguments.Length; i++) arguments[i] = services.GetRequiredService(_dependencies[i]);
                return _constructor.Invoke(arguments.AsSpan());
        }
    }
}

/// <summary>How what a method returned becomes a task and a result.</summary>
internal static class Completion
{
    /// <returns>Null: this type may not be returned by a function.</returns>
    public static Func<object?, Call, Task>? For(Type type, FunctionTrigger trigger)
    {
        if (trigger != FunctionTrigger.Http)
        {
            if (type == typeof(void)) return static (_, _) => Task.CompletedTask;
            if (type == typeof(Task)) return static (returned, _) => (Task)returned!;
            return type == typeof(ValueTask) ? static (returned, _) => ((ValueTask)returned!).AsTask() : null;
        }

        if (typeof(IResult).IsAssignableFrom(type)) return static (returned, call) => Set(call, returned);
        if (!type.IsGenericType || !typeof(IResult).IsAssignableFrom(type.GenericTypeArguments[0])) return null;
        var generic = type.GetGenericTypeDefinition();
        var name = generic == typeof(Task<>) ? nameof(OfTask) : generic == typeof(ValueTask<>) ? nameof(OfValueTask) : null;
        return name is null
            ? null
            : typeof(Completion).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(type.GenericTypeArguments[0]).CreateDelegate<Func<object?, Call, Task>>();
    }

    private static Task Set(Call call, object? result)
    {
        call.Result = result;
        return Task.CompletedTask;
    }

    private static async Task OfTask<T>(object? returned, Call call) => call.Result = await (Task<T>)returned!;

    private static async Task OfValueTask<T>(object? returned, Call call) => call.Result = await (ValueTask<T>)returned!;
}
