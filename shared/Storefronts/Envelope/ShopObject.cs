namespace Growth.Storefronts.Envelope;

/// <summary>
/// One JSON object of an envelope, as its members are asked for: read from a request (<see cref="ReadObject"/>), or written down as a schema
/// (<see cref="DescribeObject"/>), so that what is read and what is documented is one text. What is wrong does not end the reading: it is
/// kept, and something of the right type stands in.
/// </summary>
internal abstract class ShopObject
{
    public abstract string Text(string name, TextForm form);

    public abstract string? OptionalText(string name, TextForm form);

    /// <param name="least">Inclusive.</param>
    /// <param name="most">Inclusive.</param>
    public abstract long Number(string name, long least, long most);

    /// <inheritdoc cref="Number"/>
    public abstract long? OptionalNumber(string name, long least, long most);

    public abstract bool? OptionalFlag(string name);

    public abstract T Object<T>(string name, Func<ShopObject, T> read);

    public abstract T? OptionalObject<T>(string name, Func<ShopObject, T> read)
        where T : class;

    /// <param name="most">Items; at least one.</param>
    /// <param name="read">Is given the item and its place from 0.</param>
    public abstract IReadOnlyList<T>? OptionalList<T>(string name, int most, Func<ShopObject, int, T> read)
        where T : class;

    /// <summary>At least one of these is there.</summary>
    public abstract void AnyOf(params IReadOnlyList<string> names);

    /// <summary>Where the first is, the second is too.</summary>
    public abstract void Needs(string name, string other);
}
