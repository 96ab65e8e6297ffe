namespace Growth.Cli.Demo;

/// <summary>Somebody with tastes and habits. Everything about them follows from the seed and their name.</summary>
internal sealed record Person
{
    /// <summary><c>m0042</c>, or for a friend of one who is no member <c>g-m0042-...</c>; at most 40 characters of a-z 0-9 and dash.</summary>
    public required string Name { get; init; }

    /// <summary>The address that their requests come from, so that limits by address meet them one by one.</summary>
    public required string Address { get; init; }

    /// <summary>Asked to be told of new pieces.</summary>
    public required bool Subscribes { get; init; }

    /// <summary>How likely a push is opened.</summary>
    public required double Curiosity { get; init; }

    /// <summary>How likely they come by without having been told, per piece.</summary>
    public required double Wandering { get; init; }

    /// <summary>Shift of the chance to read to the end.</summary>
    public required double Patience { get; init; }

    /// <summary>Their reading time as a multiple of the estimate.</summary>
    public required double Pace { get; init; }

    /// <summary>How likely they share what they liked.</summary>
    public required double Generosity { get; init; }

    public required Rhythm Rhythm { get; init; }

    public static Person Member(int seed, int number) => Create(seed, $"m{number:D4}", 0.70);

    /// <summary>Somebody who is sent a link and was never here before; does not subscribe.</summary>
    public static Person Guest(int seed, string name) => Create(seed, name, 0);

    private static Person Create(int seed, string name, double subscribing)
    {
        var dice = Dice.For(seed, "person", name);
        return new Person
        {
            Name = name,
            Address = $"10.{dice.Between(1, 254)}.{dice.Between(0, 255)}.{dice.Between(1, 254)}",
            Subscribes = dice.Chance(subscribing),
            Curiosity = dice.Around(0.30, 0.95),
            Wandering = dice.Around(0.05, 0.65),
            Patience = dice.Around(-0.30, 0.30),
            Pace = dice.Around(0.55, 1.50),
            Generosity = dice.Around(0.05, 0.95),
            Rhythm = Rhythm.Of(dice),
        };
    }
}
