using NodaTime;

namespace Growth.Cli.Demo;

/// <summary>What is still to be done, in the order of business time.</summary>
internal sealed class Timeline
{
    private readonly PriorityQueue<Act, Act> _acts = new(Act.Order);

    public int Count => _acts.Count;

    public Instant? Next => _acts.TryPeek(out var act, out _) ? act.At : null;

    public void Add(IEnumerable<Act> acts)
    {
        foreach (var act in acts) _acts.Enqueue(act, act);
    }

    /// <summary>Everything of that instant: one list a person, each in its order. Lists are independent of each other.</summary>
    public IReadOnlyList<IReadOnlyList<Act>> Take(Instant at)
    {
        var byPerson = new Dictionary<string, List<Act>>(StringComparer.Ordinal);
        while (_acts.TryPeek(out var act, out _) && act.At <= at)
        {
            _acts.Dequeue();
            if (!byPerson.TryGetValue(act.Person.Name, out var list)) byPerson.Add(act.Person.Name, list = []);
            list.Add(act);
        }

        return [.. byPerson.Values];
    }
}
