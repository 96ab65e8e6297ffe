using Growth.Embedded.Calls;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Growth.Embedded.Timers;

/// <summary>Reads a timer trigger.</summary>
internal static class TimerFunction
{
    public static (FunctionInfo? Info, string? Problem) Read(FunctionShape shape, TimerTriggerAttribute trigger, IConfiguration settings)
    {
        if (trigger.RunOnStartup) return (null, $"Function '{shape.Name}': RunOnStartup is refused; it would fire at every scale-out on Azure.");
        var schedule = trigger.Schedule;
        if (schedule is ['%', .., '%'])
        {
            var name = schedule[1..^1];
            if (settings[name] is not { Length: > 0 } value) return (null, $"Function '{shape.Name}': setting '{name}', which its schedule names, is missing.");
            schedule = value;
        }

        if (TimeSpan.TryParse(schedule, out _)) return (null, $"Function '{shape.Name}': schedule '{schedule}' is a TimeSpan; use six-field NCRONTAB in UTC.");
        return TimerSchedule.TryParse(schedule) is null
            ? (null, $"Function '{shape.Name}': schedule '{schedule}' is not six-field NCRONTAB: second minute hour day month day-of-week, in UTC, such as '0 */5 * * * *'.")
            : (new FunctionInfo { Name = shape.Name, Trigger = FunctionTrigger.Timer, Schedule = schedule }, null);
    }
}
