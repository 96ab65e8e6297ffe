using System.Diagnostics;

namespace Growth.Tests.Content;

/// <summary>Chromium from the system, headless, with a profile of its own; <c>./growth test</c> sees to it that there is one.</summary>
internal static class Browser
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private static readonly string[] Folders = ["/usr/bin", "/usr/local/bin", "/snap/bin"];

    private static string Path { get; } = (from folder in Folders
                                           from name in Names
                                           let path = System.IO.Path.Combine(folder, name)
                                           where File.Exists(path)
                                           select path).FirstOrDefault()
        ?? throw new InvalidOperationException($"No browser for the tests: none of {string.Join(", ", Names)} in {string.Join(", ", Folders)}.");

    /// <summary>Opens a page, lets its timers run for the given virtual time, and ends.</summary>
    /// <returns>What it printed: the document with <c>--dump-dom</c>.</returns>
    public static async Task<string> OpenAsync(Uri page, TimeSpan virtualTime, params string[] options)
    {
        var profile = Directory.CreateTempSubdirectory("growth-browser-").FullName;
        var start = new ProcessStartInfo(Path)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update",
                "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars", "--user-data-dir=" + profile, $"--virtual-time-budget={(int)virtualTime.TotalMilliseconds}",
            },
        };
        foreach (var option in options) start.ArgumentList.Add(option);
        start.ArgumentList.Add(page.AbsoluteUri);
        using var process = Process.Start(start)!;
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await errors;
            await process.WaitForExitAsync(patience.Token);
            return output;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            Directory.Delete(profile, recursive: true);
        }
    }
}
