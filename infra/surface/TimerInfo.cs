namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a timer function is told. Surface of Microsoft.Azure.Functions.Worker.Extensions.Timer.</summary>
public sealed class TimerInfo
{
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>True when this call makes up for a missed occurrence.</summary>
    public bool IsPastDue { get; set; }
}

/// <summary>Where a schedule stands; UTC.</summary>
public sealed class ScheduleStatus
{
    public DateTime Last { get; set; }

    public DateTime Next { get; set; }

    public DateTime LastUpdated { get; set; }
}
