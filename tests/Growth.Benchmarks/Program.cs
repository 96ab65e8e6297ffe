using System.CommandLine;
using Growth.Benchmarks;

var json = new Option<bool>("--json") { Description = "One JSON object a line instead of the table.", Recursive = true };
var root = new RootCommand("What Growth costs on this machine. Build it with -c Release; leave the machine alone while it runs.") { json };
root.Subcommands.Add(HostBenchmarks.Command(json));
root.Subcommands.Add(ServeBare.Command());
root.Subcommands.Add(ServeFunction.Command());
return await root.Parse(args).InvokeAsync();
