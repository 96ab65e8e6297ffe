using System.CommandLine;
using Growth.Benchmarks.Machine;

namespace Growth.Benchmarks;

/// <summary>What the benches of the store have in common: settings, peers, the way figures are told.</summary>
internal static class BenchCommand
{
    /// <param name="add">Options of its own.</param>
    public static Command Create(
        string name, string description, Option<bool> json, Option<bool> markdown, Func<BenchSettings, ParseResult, Report, CancellationToken, Task> run, params ReadOnlySpan<Option> add)
    {
        var command = new Command(name, description);
        BenchSettings.AddTo(command);
        foreach (var option in add) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var settings = BenchSettings.Read(parsed);
                if (settings.InstallPeers)
                {
                    await Peers.InstallAsync(cancellationToken);
                    settings = BenchSettings.Read(parsed);
                }

                if (!settings.UsesPeers) Report.Say("Only ours and the bare limits are measured: the programs to compare with are not installed (--peers installs them) or left out.");
                var shape = parsed.GetValue(json) ? ReportShape.Json : parsed.GetValue(markdown) ? ReportShape.Markdown : ReportShape.Table;
                await run(settings, parsed, new Report(shape), cancellationToken);
                return 0;
            }
            catch (InvalidOperationException e)
            {
                // what a bench says about itself: a server answered wrongly, lost an event, or is not there
                Report.Say("error: " + e.Message);
                return 1;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return 130;
            }
        });
        return command;
    }
}
