using System.Text;

namespace Growth.Cli.Demo;

/// <summary>
/// Chance that depends on the seed and on what it decides about, never on when or in which order it is asked
/// (FNV-1a of the subject into SplitMix64). The same seed gives the same people and the same week on every machine.
/// </summary>
internal sealed class Dice
{
    private ulong _state;

    private Dice(ulong state) => _state = state;

    public static Dice For(int seed, params ReadOnlySpan<string> about)
    {
        var hash = 14695981039346656037UL ^ (uint)seed;
        foreach (var part in about)
        {
            foreach (var octet in Encoding.UTF8.GetBytes(part)) hash = (hash ^ octet) * 1099511628211UL;
            hash = (hash ^ 0x1F) * 1099511628211UL;
        }

        var dice = new Dice(hash);
        dice.Next();
        return dice;
    }

    /// <summary>0 (included) to 1 (excluded).</summary>
    public double Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    public bool Chance(double probability) => Next() < probability;

    /// <summary>Both ends included.</summary>
    public int Between(int from, int to) => from + (int)(Next() * (to - from + 1));

    public double Between(double from, double to) => from + (Next() * (to - from));

    /// <summary>Around the middle more often than at the ends (the mean of three throws).</summary>
    public double Around(double from, double to) => from + ((Next() + Next() + Next()) / 3 * (to - from));
}
