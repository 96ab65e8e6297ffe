using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Configuration;

namespace Growth.Embedded.Calls;

/// <summary>Finds the functions among types and refuses, all at once and each by name, what another host would do differently.</summary>
internal static class FindFunctions
{
    private const BindingFlags Every = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <exception cref="HostRefusedException">One or more functions are wrong; the message has one line for each.</exception>
    public static FunctionTable Run(IEnumerable<Type> types, IConfiguration settings)
    {
        var problems = new List<string>();
        var entries = new List<FunctionEntry>();
        foreach (var type in types.Where(type => type.IsClass && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)))
        {
            foreach (var method in type.GetMethods(Every))
            {
                if (method.GetCustomAttribute<FunctionAttribute>() is not { } function) continue;
                var found = new FunctionShape(function.Name, method);
                if (found.Problem() is { } problem) problems.Add(problem);
                else if (Bind(found, settings, problems) is { } entry) entries.Add(entry);
            }
        }

        problems.AddRange(entries.GroupBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
            .Select(group => $"Function '{group.Key}' exists {group.Count()} times: {string.Join(", ", group.Select(entry => entry.EntryPoint))}; a name is unique."));
        problems.AddRange(entries.Where(entry => entry.Info.Queue is not null).GroupBy(entry => entry.Info.Queue, StringComparer.Ordinal).Where(group => group.Count() > 1)
            .Select(group => $"Queue '{group.Key}' starts {string.Join(" and ", group.Select(entry => $"'{entry.Name}'"))}; each message would reach only one of them."));
        problems.AddRange(Http.Routes.Conflicts(entries));
        if (problems.Count > 0) throw new HostRefusedException(string.Join('\n', problems));
        return new FunctionTable([.. entries.OrderBy(entry => entry.Name, StringComparer.Ordinal)]);
    }

    private static FunctionEntry? Bind(FunctionShape shape, IConfiguration settings, List<string> problems)
    {
        var (info, problem) = shape.Trigger switch
        {
            TimerTriggerAttribute timer => Timers.TimerFunction.Read(shape, timer, settings),
            QueueTriggerAttribute queue => Queues.QueueFunction.Read(shape, queue, settings),
            HttpTriggerAttribute http => Http.HttpFunction.Read(shape, http),
            var unknown => (null, $"Function '{shape.Name}': trigger {unknown.GetType().Name} is not known here; use a timer, a queue or HTTP."),
        };
        if (info is null)
        {
            problems.Add(problem!);
            return null;
        }

        if (Completion.For(shape.Method.ReturnType, info.Trigger) is not { } complete)
        {
            problems.Add($"Function '{shape.Name}' returns {Display(shape.Method.ReturnType)}; allowed is "
                + (info.Trigger == FunctionTrigger.Http ? "IResult, Task<IResult> or ValueTask<IResult>." : "void, Task or ValueTask."));
            return null;
        }

        var binders = new List<Func<Call, object?>>();
        foreach (var parameter in shape.Method.GetParameters())
        {
            if (BindParameter.Run(info, shape, parameter) is { } binder) binders.Add(binder);
            else problems.Add(BindParameter.Refusal(info, parameter));
        }

        return new FunctionEntry { Info = info, Method = new MethodCall(shape.Method, [.. binders], complete) };
    }

    private static string Display(Type type) =>
        type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GenericTypeArguments.Select(Display))}>" : type.Name;
}

/// <summary>A method marked as a function, before its trigger is read.</summary>
internal sealed class FunctionShape(string name, MethodInfo method)
{
    private readonly List<(ParameterInfo Parameter, TriggerBindingAttribute Trigger)> _triggers =
    [
        .. method.GetParameters().SelectMany(parameter => parameter.GetCustomAttributes<TriggerBindingAttribute>().Select(trigger => (parameter, trigger))),
    ];

    public string Name => name;

    public MethodInfo Method => method;

    public TriggerBindingAttribute Trigger => _triggers[0].Trigger;

    public ParameterInfo TriggerParameter => _triggers[0].Parameter;

    /// <returns>What is wrong whatever the trigger; null: nothing.</returns>
    public string? Problem()
    {
        var type = method.DeclaringType!;
        var place = $"Function '{name}' ({type.FullName}.{method.Name})";
        if (!Names.IsFunction(name)) return $"{place}: the name is a letter, then up to 126 letters, digits, '-' or '_'.";
        if (!type.IsVisible) return $"{place}: its class is not public.";
        if (!method.IsPublic) return $"{place}: the method is not public.";
        if (type.IsGenericTypeDefinition || method.IsGenericMethodDefinition) return $"{place}: it is generic.";
        if (!method.IsStatic && type.IsAbstract) return $"{place}: its class is abstract.";
        if (!method.IsStatic && type.GetConstructors().Length != 1) return $"{place}: its class has {type.GetConstructors().Length} public constructors; exactly one is allowed.";
        if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
            return $"{place} is async void: nobody could wait for it; return Task.";
        return _triggers.Count == 1 ? null : $"{place} has {_triggers.Count} triggers; exactly one is needed.";
    }
}
