using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Growth.Tracking;
using Xunit;

namespace Growth.Tests.Faults;

/// <summary>One sender of the load: one connection, an address of its own.</summary>
internal sealed class LoadClient : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly HttpClient _http;

    public LoadClient(Uri address, int sender)
    {
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        _http.DefaultRequestHeaders.Add("X-Forwarded-For", $"203.0.113.{sender + 1}");
    }

    /// <param name="bad">Put one among them that is refused.</param>
    /// <returns>Null: 503, nothing is known.</returns>
    /// <exception cref="HttpRequestException">Nobody is there, or they went away.</exception>
    public async Task<EventsReceipt?> PostAsync(IReadOnlyList<LoadEvent> events, bool bad)
    {
        var wire = events.Select(one => one.ToWire()).ToList();
        // In the middle, so that it has neighbours on both sides.
        if (bad) wire.Insert(wire.Count / 2, wire[0] with { Id = "bad", Piece = "no-such-piece" });
        using var answer = await _http.PostAsJsonAsync("api/events", new { events = wire }, Json, CancellationToken.None);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            Assert.NotNull(answer.Headers.RetryAfter);
            return null;
        }

        var text = await answer.Content.ReadAsStringAsync(CancellationToken.None);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"{answer.StatusCode}: {text}");
        var receipt = JsonSerializer.Deserialize<EventsReceipt>(text, Json)!;
        Assert.Equal(bad ? [Refusals.UnknownPiece] : [], receipt.Refused.Select(one => one.Reason));
        foreach (var one in events) one.Acknowledged = true;
        return receipt;
    }

    public void Dispose() => _http.Dispose();
}
