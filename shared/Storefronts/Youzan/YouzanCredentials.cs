namespace Growth.Storefronts.Youzan;

/// <param name="GrantId">kdt_id of the shop; null: its API is not to be asked.</param>
public sealed record YouzanCredentials(string ClientId, string ClientSecret, string? GrantId)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"{ClientId} at {GrantId ?? "no shop"}";
}
