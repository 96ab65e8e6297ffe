using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Growth.Benchmarks.Queues;

/// <summary>The job: one POST of its number.</summary>
internal sealed class PostJob(int port)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private static readonly HttpMessageInvoker Http = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = QueueServe.Concurrency, UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null,
    });

    private readonly Uri _target = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/job"));

    public async Task RunAsync(int n)
    {
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"n\":{n}}}")));
        content.Headers.ContentType = Json;
        using var request = new HttpRequestMessage(HttpMethod.Post, _target) { Content = content };
        using var response = await Http.SendAsync(request, CancellationToken.None);
        response.EnsureSuccessStatusCode();
    }
}
