using NodaTime;

namespace Growth.Storage;

/// <summary>
/// The only way a message leaves: written in the caller's transaction, so that it exists exactly when the change it tells of does.
/// A message is delivered at least once; its handler makes the effect happen once.
/// </summary>
public interface IQueue
{
    /// <summary>Messages larger than this, in bytes of UTF-8, are refused on every host: larger bodies stay in the store.</summary>
    public const int MaxMessageBytes = 48 * 1024;

    /// <param name="due">Business time before which it is not delivered; null = at once.</param>
    /// <exception cref="ArgumentException">The message is over <see cref="MaxMessageBytes"/>.</exception>
    Task EnqueueAsync<T>(Transaction transaction, string queue, T message, Instant? due = null);
}
