using System.ComponentModel.DataAnnotations;

namespace Growth.Storage;

/// <summary>Where the store is. Bound from <c>Growth:Database</c> and <c>Growth:Data</c>.</summary>
public sealed record StorageOptions
{
    /// <summary>The SQLite file's path.</summary>
    [Required]
    public required string Path { get; init; }

    /// <summary>How long a statement waits for another process's write. 0.1 s to 60 s.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// True: a commit is on the disk before it is answered (<c>synchronous=FULL</c>). False: it survives the death of the process but not of
    /// the machine, and costs a tenth; only for stores that nobody would miss, such as the demo's.
    /// </summary>
    public bool WaitForDisk { get; init; } = true;
}
