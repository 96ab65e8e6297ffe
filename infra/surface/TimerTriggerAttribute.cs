using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Calls the function on a schedule. Surface of Microsoft.Azure.Functions.Worker.Extensions.Timer.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    /// <summary>Six-field NCRONTAB in UTC, or <c>%setting%</c>.</summary>
    public string Schedule { get; } = schedule;

    public bool UseMonitor { get; set; } = true;

    /// <summary>Refused by the embedded host: a deployment would fire it at every scale-out.</summary>
    public bool RunOnStartup { get; set; }
}
