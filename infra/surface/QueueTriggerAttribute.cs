using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Calls the function for each message of a queue. Surface of Microsoft.Azure.Functions.Worker.Extensions.Storage.Queues.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class QueueTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    public string QueueName { get; } = queueName;

    /// <summary>The app setting that names the storage account on Azure; not used by the embedded host.</summary>
    public string? Connection { get; set; }
}
