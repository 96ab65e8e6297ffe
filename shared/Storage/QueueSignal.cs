namespace Growth.Storage;

/// <summary>Wakes this process's queue pumps after a commit of its own or of another instance. Whoever hears nothing finds the message by polling.</summary>
public sealed class QueueSignal
{
    /// <summary>In place of a queue's name: any of them may have something.</summary>
    public const string Any = "*";

    private Action<string> _pumps = static _ => { };
    private Action<string> _others = static _ => { };

    /// <summary>Whether other instances' commits are heard of; false on SQLite, and on PostgreSQL while there is no connection to listen on.</summary>
    public bool Hears { get; internal set; }

    /// <param name="pump">Called with a queue's name, or <see cref="Any"/>, on the committing thread: it only sets a flag.</param>
    public void Subscribe(Action<string> pump) => _pumps += pump;

    /// <param name="others">Called with the queue's name on the committing thread, to tell other instances: it only sets a flag.</param>
    public void Forward(Action<string> others) => _others += others;

    /// <summary>A message was committed here.</summary>
    public void Set(string queue)
    {
        _pumps(queue);
        _others(queue);
    }

    /// <summary>A message was committed elsewhere.</summary>
    public void Heard(string queue) => _pumps(queue);
}
