using System.CommandLine;
using System.Text.Json;

namespace Growth.Benchmarks.Load;

/// <summary>
/// The load generator, in a process of its own: makes its requests, says so, then carries out orders from its standard input one after
/// the other until that ends.
/// </summary>
internal static class LoadCommand
{
    public static Command Command()
    {
        var posts = new Option<int>("--posts") { Required = true };
        var events = new Option<int>("--events") { Required = true };
        var readers = new Option<int>("--readers") { Required = true };
        var seed = new Option<int>("--seed") { Required = true };
        var key = new Option<string>("--key") { Required = true };
        var command = new Command("load", "Generates load.") { posts, events, readers, seed, key };
        command.Hidden = true;
        command.SetAction(async (parsed, _) =>
        {
            var requests = ReadingRequests.Create(parsed.GetValue(key)!, parsed.GetValue(seed), parsed.GetValue(readers), parsed.GetValue(posts), parsed.GetValue(events));
            GC.Collect();
            await Console.Out.WriteLineAsync("ready");
            while (await Console.In.ReadLineAsync(CancellationToken.None) is { } line)
            {
                var order = JsonSerializer.Deserialize<LoadOrder>(line)!;
                var result = await new Drive(order, requests).RunAsync();
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(result));
            }

            return 0;
        });
        return command;
    }
}
