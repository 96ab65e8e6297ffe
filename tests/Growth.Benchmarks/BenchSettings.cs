using System.CommandLine;
using Growth.Benchmarks.Machine;
using Growth.Storage;

namespace Growth.Benchmarks;

/// <summary>What all benches of the store are told on the command line.</summary>
internal sealed record BenchSettings
{
    private static readonly Option<string> EngineOption = new("--engine") { Description = "sqlite, postgres or both.", DefaultValueFactory = _ => "both" };
    private static readonly Option<int> RunsOption = new("--runs") { Description = "Runs of each, 1 to 50; 3 or more for figures that are quoted. A single one is a trial that does not wait for a quiet disk.", DefaultValueFactory = _ => 3 };
    private static readonly Option<double> SecondsOption = new("--seconds") { Description = "Length of a run, 0.2 to 60.", DefaultValueFactory = _ => 5 };
    private static readonly Option<string> OnlyOption = new("--only") { Description = "Only what has this text in its name.", DefaultValueFactory = _ => "" };
    private static readonly Option<bool> PeersOption = new("--peers") { Description = "Install the programs to compare with first, from npm into artifacts/bench-peers." };

    private static readonly Option<bool> AloneOption = new("--alone") { Description = "Leave out the programs to compare with, also when they are installed." };

    static BenchSettings() => EngineOption.AcceptOnlyFromAmong("sqlite", "postgres", "both");

    public required IReadOnlyList<Engine> Engines { get; init; }

    public required int Runs { get; init; }

    public required double Seconds { get; init; }

    public required string Only { get; init; }

    public required bool InstallPeers { get; init; }

    /// <summary>Programs of others, to measure beside.</summary>
    public required bool UsesPeers { get; init; }

    public static void AddTo(Command command)
    {
        foreach (var option in new Option[] { EngineOption, RunsOption, SecondsOption, OnlyOption, PeersOption, AloneOption }) command.Options.Add(option);
    }

    public static BenchSettings Read(ParseResult parsed) => new()
    {
        Engines = parsed.GetValue(EngineOption) switch { "sqlite" => [Engine.Sqlite], "postgres" => [Engine.Postgres], _ => [Engine.Sqlite, Engine.Postgres] },
        Runs = Math.Clamp(parsed.GetValue(RunsOption), 1, 50),
        Seconds = Math.Clamp(parsed.GetValue(SecondsOption), 0.2, 60),
        Only = parsed.GetValue(OnlyOption)!,
        InstallPeers = parsed.GetValue(PeersOption),
        UsesPeers = Peers.AreInstalled && !parsed.GetValue(AloneOption),
    };

    public bool Wants(string bench) => bench.Contains(Only, StringComparison.OrdinalIgnoreCase);
}
