using System.CommandLine;
using Growth.Benchmarks;
using Growth.Benchmarks.Ingest;
using Growth.Benchmarks.Load;
using Growth.Benchmarks.Queues;
using Growth.Benchmarks.Rollups;
using Growth.Benchmarks.Webhooks;

var json = new Option<bool>("--json") { Description = "One JSON object a line instead of the table.", Recursive = true };
var markdown = new Option<bool>("--markdown") { Description = "Rows of a Markdown table, as docs/performance.md has them.", Recursive = true };
var root = new RootCommand("What Growth costs on this machine. Build it with -c Release; leave the machine alone while it runs.") { json, markdown };
root.Subcommands.Add(HostBenchmarks.Command(json, markdown));
root.Subcommands.Add(IngestCommand.Command(json, markdown));
root.Subcommands.Add(QueueCommand.Command(json, markdown));
root.Subcommands.Add(RollupCommand.Command(json, markdown));
root.Subcommands.Add(WebhooksCommand.Command(json, markdown));
root.Subcommands.Add(ServeBare.Command());
root.Subcommands.Add(ServeFunction.Command());
root.Subcommands.Add(LoadCommand.Readers());
root.Subcommands.Add(LoadCommand.Shops());
root.Subcommands.Add(QueueServe.Command());
root.Subcommands.Add(ServeTarget.Command());
// Ctrl-C: what was started is ended and temporary folders are removed.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
