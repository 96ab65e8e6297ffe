using Growth.Storage;

namespace Growth.Embedded.Queues;

/// <summary>
/// The messages of one queue that this instance has claimed and not completed: ready ones wait for a place, running ones are being handled,
/// finished ones wait for the commit that completes them. All under one lock, held for no longer than a list is moved.
/// </summary>
internal sealed class HeldMessages(int places)
{
    private readonly Lock _lock = new();
    private readonly Queue<Held> _ready = new();
    private readonly Dictionary<long, Held> _running = [];
    private List<ClaimedMessage> _finished = [];
    private int _committing;
    private bool _closed;

    public HeldCounts Counts
    {
        get
        {
            lock (_lock) return new HeldCounts(_ready.Count, _running.Count, _finished.Count, _committing);
        }
    }

    /// <summary>Takes them in.</summary>
    /// <returns>Those to be started now, each at a place of its own.</returns>
    public IReadOnlyList<Held> Add(IReadOnlyList<ClaimedMessage> claimed)
    {
        lock (_lock)
        {
            foreach (var message in claimed) _ready.Enqueue(new Held(message));
            var starting = new List<Held>();
            while (_running.Count < places && TryNext() is { } next) starting.Add(next);
            return starting;
        }
    }

    /// <summary>Ends a message and fills its place.</summary>
    /// <param name="complete">It was handled well and its row is to go; false: its row is not ours any more.</param>
    /// <returns>The message to handle next; null: the place stays empty.</returns>
    public Held? End(Held held, bool complete, out HeldCounts left)
    {
        lock (_lock)
        {
            // A message whose lease was lost may be here a second time, under another claim.
            if (_running.TryGetValue(held.Message.Id, out var current) && current == held) _running.Remove(held.Message.Id);
            if (complete) _finished.Add(held.Message);
            var next = _running.Count < places ? TryNext() : null;
            left = new HeldCounts(_ready.Count, _running.Count, _finished.Count, _committing);
            return next;
        }
    }

    /// <summary>Hands over what is finished, until <see cref="Committed"/> or <see cref="NotCommitted"/>.</summary>
    public IReadOnlyList<ClaimedMessage> TakeFinished()
    {
        lock (_lock)
        {
            if (_finished.Count == 0) return [];
            var taken = _finished;
            _finished = [];
            _committing = taken.Count;
            return taken;
        }
    }

    public void Committed()
    {
        lock (_lock) _committing = 0;
    }

    /// <summary>They are tried again; a claim that has ended meanwhile changes nothing then.</summary>
    public void NotCommitted(IReadOnlyList<ClaimedMessage> finished)
    {
        lock (_lock)
        {
            _finished.AddRange(finished);
            _committing = 0;
        }
    }

    /// <summary>For the renewal of leases. A ready message that has waited since the last one is handed back: others may be idle.</summary>
    public (IReadOnlyList<ClaimedMessage> Renew, IReadOnlyList<ClaimedMessage> GiveBack) Review()
    {
        lock (_lock)
        {
            var (renew, back) = (new List<ClaimedMessage>(), new List<ClaimedMessage>());
            for (var left = _ready.Count; left > 0; left--)
            {
                var held = _ready.Dequeue();
                if (held.WasReviewed)
                {
                    back.Add(held.Message);
                    continue;
                }

                held.WasReviewed = true;
                renew.Add(held.Message);
                _ready.Enqueue(held);
            }

            renew.AddRange(_running.Values.Select(held => held.Message));
            renew.AddRange(_finished);
            return (renew, back);
        }
    }

    /// <summary>Others have these by now: those that wait are dropped.</summary>
    /// <returns>Those that run. What was completed meanwhile is neither.</returns>
    public IReadOnlyList<Held> Lose(IReadOnlyCollection<ClaimedMessage> messages)
    {
        lock (_lock)
        {
            for (var left = _ready.Count; left > 0; left--)
            {
                var held = _ready.Dequeue();
                if (!messages.Contains(held.Message)) _ready.Enqueue(held);
            }

            return [.. messages.Select(message => _running.GetValueOrDefault(message.Id)).Where(held => held is not null && messages.Contains(held.Message)).Select(held => held!)];
        }
    }

    /// <summary>No message is begun any more.</summary>
    /// <returns>Those that were ready.</returns>
    public IReadOnlyList<ClaimedMessage> Close()
    {
        lock (_lock)
        {
            _closed = true;
            var back = _ready.Select(held => held.Message).ToList();
            _ready.Clear();
            return back;
        }
    }

    public IReadOnlyList<Held> Running()
    {
        lock (_lock) return [.. _running.Values];
    }

    private Held? TryNext()
    {
        if (_closed || !_ready.TryDequeue(out var next)) return null;
        _running[next.Message.Id] = next;
        return next;
    }
}

/// <summary>One message in an instance's hands.</summary>
internal sealed class Held(ClaimedMessage message) : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();

    public ClaimedMessage Message => message;

    /// <summary>The function is to end: the lease was lost, or the host stops.</summary>
    public CancellationToken Cancelled => _cancel.Token;

    public bool IsLost { get; private set; }

    public bool WasReviewed { get; set; }

    public Task LoseAsync()
    {
        IsLost = true;
        return CancelAsync();
    }

    public Task CancelAsync() => _cancel.CancelAsync();

    public void Dispose() => _cancel.Dispose();
}

/// <param name="Committing">Handed over to a commit that has not ended.</param>
internal readonly record struct HeldCounts(int Ready, int Running, int Finished, int Committing)
{
    public int All => Ready + Running + Finished + Committing;
}
