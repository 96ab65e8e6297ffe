namespace Growth.Weeks.Review;

public enum ReviewKind
{
    /// <summary>Written at closing; what arrives until the week's end still counts.</summary>
    Preliminary,

    /// <summary>Written when the week is closed; never changes.</summary>
    Final,
}
