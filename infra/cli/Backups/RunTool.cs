using System.Diagnostics;

namespace Growth.Cli.Backups;

/// <summary>Runs one of PostgreSQL's programs to its end; kills it when we are asked to stop.</summary>
internal static class RunTool
{
    /// <param name="output">Reads what it prints; null: nothing is expected.</param>
    /// <exception cref="BackupRefusedException">It failed; with what it said first.</exception>
    public static async Task RunAsync(ProcessStartInfo start, Func<StreamReader, Task>? output, CancellationToken cancellationToken)
    {
        using var process = Process.Start(start)!;
        await using var kill = cancellationToken.UnsafeRegister(static state => Kill((Process)state!), process);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        if (output is null) await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        else await output(process.StandardOutput);
        var said = await errors;
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        if (process.ExitCode != 0) throw new BackupRefusedException(First(start, said));
    }

    /// <summary>The first line alone: what follows may quote rows.</summary>
    public static string First(ProcessStartInfo start, string errors) =>
        $"{Path.GetFileName(start.FileName)}: {errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "failed"}";

    public static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It had ended by itself.
        }
    }
}
