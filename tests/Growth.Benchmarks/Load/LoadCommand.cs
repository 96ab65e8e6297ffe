using System.CommandLine;
using System.Text.Json;
using Growth.Benchmarks.Webhooks;

namespace Growth.Benchmarks.Load;

/// <summary>
/// The load generator, in a process of its own: makes its requests, says so, then carries out orders from its standard input one after
/// the other until that ends.
/// </summary>
internal static class LoadCommand
{
    public static Command Readers()
    {
        var posts = new Option<int>("--posts") { Required = true };
        var events = new Option<int>("--events") { Required = true };
        var readers = new Option<int>("--readers") { Required = true };
        var seed = new Option<int>("--seed") { Required = true };
        var key = new Option<string>("--key") { Required = true };
        var command = new Command("load", "Generates load of readers.") { posts, events, readers, seed, key };
        command.Hidden = true;
        command.SetAction((parsed, _) =>
            ServeAsync(ReadingRequests.Create(parsed.GetValue(key)!, parsed.GetValue(seed), parsed.GetValue(readers), parsed.GetValue(posts), parsed.GetValue(events))));
        return command;
    }

    public static Command Shops()
    {
        var kind = new Option<string>("--kind") { Required = true };
        var posts = new Option<int>("--posts") { Required = true };
        var seed = new Option<int>("--seed") { Required = true };
        var key = new Option<string>("--key") { Required = true };
        var command = new Command("load-webhooks", "Generates load of a shop.") { kind, posts, seed, key };
        command.Hidden = true;
        command.SetAction((parsed, _) =>
            ServeAsync(BenchShop.Of(parsed.GetValue(kind)!).CreateRequests(parsed.GetValue(key)!, parsed.GetValue(seed), parsed.GetValue(posts))));
        return command;
    }

    private static async Task<int> ServeAsync(Requests requests)
    {
        GC.Collect();
        await Console.Out.WriteLineAsync("ready");
        while (await Console.In.ReadLineAsync(CancellationToken.None) is { } line)
        {
            var order = JsonSerializer.Deserialize<LoadOrder>(line)!;
            var result = await new Drive(order, requests).RunAsync();
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(result));
        }

        return 0;
    }
}
