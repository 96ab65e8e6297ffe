using Growth.Cli;
using Microsoft.Extensions.Configuration;

var surroundings = new Surroundings
{
    Out = Console.Out,
    Error = Console.Error,
    In = Console.In,
    Environment = new ConfigurationBuilder().AddEnvironmentVariables().Build(),
    Folder = Environment.CurrentDirectory,
    IsTerminal = !Console.IsOutputRedirected,
};
return await GrowthCli.RunAsync(args, surroundings);
