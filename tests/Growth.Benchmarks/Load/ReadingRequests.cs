using System.Globalization;
using System.Text;
using Growth.Storage;
using Growth.Time;
using Growth.Tracking;
using Microsoft.Extensions.Options;

namespace Growth.Benchmarks.Load;

/// <summary>
/// Requests of many readers at once, each going through the pieces as people do: a view, three times progress, sometimes a share, sometimes
/// by another's link. Readers come and go, so that the first request is like the last one: fast and slow servers have the same work.
/// Which reader comes next is chance, the same for the same seed. Every event has an id of its own.
/// </summary>
internal sealed class ReadingRequests
{
    /// <summary>Consecutive events of a reader in one request of many: a backend that sends for about 20 readers.</summary>
    private const int Run = 5;

    /// <summary>Events of a reader before a newcomer takes the place: two pieces.</summary>
    private const int EventsOfReader = 10;

    private static readonly (int Scroll, int Seconds)[] Progress = [(35, 15), (70, 60), (95, 180)];

    private readonly Random _random;
    private readonly int _present;
    private readonly VisitorTokens _tokens;
    private readonly List<IssuedToken> _readers = [];
    private readonly List<int> _steps = [];
    private readonly StringBuilder _text = new();
    private readonly byte[] _id = new byte[16];

    private long _made;

    private ReadingRequests(Random random, int present, VisitorTokens tokens) => (_random, _present, _tokens) = (random, present, tokens);

    /// <param name="readers">That are reading at any time.</param>
    public static Requests Create(string signingKey, int seed, int readers, int posts, int eventsPerPost)
    {
        var tokens = new VisitorTokens(Options.Create(new GrowthOptions { SigningKey = signingKey }), new BusinessClock(TimeProvider.System));
        var making = new ReadingRequests(new Random(seed), readers, tokens);
        var list = new ReadOnlyMemory<byte>[posts];
        for (var i = 0; i < posts; i++) list[i] = making.Post(eventsPerPost);
        var answer = string.Create(CultureInfo.InvariantCulture, $$"""{"accepted":{{eventsPerPost}},"duplicates":0,"refused":[]}""");
        return new Requests(list, Encoding.ASCII.GetBytes(answer));
    }

    private byte[] Post(int events)
    {
        _text.Clear().Append("{\"events\":[");
        for (var i = 0; i < events;)
        {
            var reader = Reader();
            for (var run = 0; run < Run && i < events; run++, i++)
            {
                if (i > 0) _text.Append(',');
                AppendEvent(reader);
            }
        }

        _text.Append("]}");
        var head = string.Create(CultureInfo.InvariantCulture, $"POST /api/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {_text.Length}\r\n\r\n");
        return Encoding.ASCII.GetBytes(_text.Insert(0, head).ToString());
    }

    private int Reader()
    {
        var reader = (int)(_made / EventsOfReader) + _random.Next(_present);
        for (; _readers.Count <= reader; _steps.Add(_random.Next(EventsOfReader)))
        {
            _random.NextBytes(_id);
            _readers.Add(_tokens.Issue(ReaderKind.Visitor, _id));
        }

        return reader;
    }

    private void AppendEvent(int reader)
    {
        _made++;
        // five steps a piece, then the next piece; who is there at the start may be in the middle of one
        var step = _steps[reader]++;
        var piece = BenchWeek.Slugs[(reader + (step / 5)) % BenchWeek.Slugs.Count];
        _random.NextBytes(_id);
        _text.Append(CultureInfo.InvariantCulture, $"{{\"id\":\"{new Guid(_id)}\",\"kind\":\"");
        var (kind, more) = (step % 5) switch
        {
            0 => ("view", _random.Next(4) == 0 ? $",\"via\":\"{_readers[_random.Next(_readers.Count)].Reader.Ref}\"" : ""),
            4 when _random.Next(5) == 0 => ("share", ""),
            var at => ("progress", ProgressOf(Math.Min(at, Progress.Length))),
        };
        _text.Append(kind).Append("\",\"piece\":\"").Append(piece).Append("\",\"visitor\":\"").Append(_readers[reader].Token).Append('"').Append(more).Append('}');
    }

    private static string ProgressOf(int number)
    {
        var (scroll, seconds) = Progress[number - 1];
        return string.Create(CultureInfo.InvariantCulture, $",\"scroll\":{scroll},\"seconds\":{seconds}");
    }
}
