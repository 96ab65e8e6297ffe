namespace Growth.Cli.Demo;

/// <summary>What the people of a run have sent and what the server answered; for the screen, not for the review.</summary>
internal sealed class Tally
{
    private long _requests;
    private long _accepted;
    private long _duplicates;
    private long _refused;
    private long _opened;
    private long _shared;
    private long _joined;
    private long _subscribed;

    public long Requests => Interlocked.Read(ref _requests);

    public long Accepted => Interlocked.Read(ref _accepted);

    public long Duplicates => Interlocked.Read(ref _duplicates);

    public long Refused => Interlocked.Read(ref _refused);

    public long Opened => Interlocked.Read(ref _opened);

    public long Shared => Interlocked.Read(ref _shared);

    public long Joined => Interlocked.Read(ref _joined);

    public long Subscribed => Interlocked.Read(ref _subscribed);

    public void Join(bool subscribes)
    {
        Interlocked.Increment(ref _joined);
        if (subscribes) Interlocked.Increment(ref _subscribed);
    }

    public void Request() => Interlocked.Increment(ref _requests);

    public void Open() => Interlocked.Increment(ref _opened);

    public void Share() => Interlocked.Increment(ref _shared);

    public void Answer(int accepted, int duplicates, int refused)
    {
        Interlocked.Add(ref _accepted, accepted);
        Interlocked.Add(ref _duplicates, duplicates);
        Interlocked.Add(ref _refused, refused);
    }
}
