namespace Growth.Storefronts;

/// <summary>What has become of a kept request; the words of the store and of the command line.</summary>
public static class WebhookState
{
    /// <summary>Durable and answered; the queue has it.</summary>
    public const string Received = "received";

    /// <summary>Something it needs could not be had; the queue has it for later.</summary>
    public const string Waiting = "waiting";

    public const string Applied = "applied";

    /// <summary>A type that is not known or of no use.</summary>
    public const string Ignored = "ignored";

    /// <summary>Proven but not of the form it should have, or waited for too long: a person looks.</summary>
    public const string SetAside = "set-aside";

    public static IReadOnlyList<string> All { get; } = [Received, Waiting, Applied, Ignored, SetAside];

    /// <summary>Nothing more happens by itself.</summary>
    public static bool IsEnded(string state) => state is Applied or Ignored or SetAside;
}
