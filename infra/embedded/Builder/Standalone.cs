namespace Growth.Embedded.Builder;

/// <summary>An app that runs by itself, as a process: a refused start ends with one message, not with a stack.</summary>
internal static class Standalone
{
    /// <summary>Exit code of a start that was refused: a setting or a function is wrong, and trying again will not help.</summary>
    public const int RefusedExitCode = 78;

    private static int _prepared;

    public static void Prepare()
    {
        if (Interlocked.Exchange(ref _prepared, 1) == 1) return;
        AppDomain.CurrentDomain.UnhandledException += static (_, unhandled) =>
        {
            if (unhandled.ExceptionObject is not HostRefusedException refused) return;
            Console.Error.WriteLine(refused.Message);
            Environment.Exit(RefusedExitCode);
        };
    }
}
