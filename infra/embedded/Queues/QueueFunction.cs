using Growth.Embedded.Calls;
using Microsoft.Azure.Functions.Worker;

namespace Growth.Embedded.Queues;

/// <summary>Reads a queue trigger.</summary>
internal static class QueueFunction
{
    public static (FunctionInfo? Info, string? Problem) Read(FunctionShape shape, QueueTriggerAttribute trigger, Microsoft.Extensions.Configuration.IConfiguration settings)
    {
        var queue = trigger.QueueName;
        if (queue is ['%', .., '%'])
        {
            var name = queue[1..^1];
            if (settings[name] is not { Length: > 0 } value) return (null, $"Function '{shape.Name}': setting '{name}', which its queue names, is missing.");
            queue = value;
        }

        return Names.IsQueue(queue)
            ? (new FunctionInfo { Name = shape.Name, Trigger = FunctionTrigger.Queue, Queue = queue }, null)
            : (null, $"Function '{shape.Name}': queue '{queue}' is not a queue's name: 3 to 56 lower-case letters, digits and single '-' between them.");
    }
}
