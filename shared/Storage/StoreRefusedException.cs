namespace Growth.Storage;

/// <summary>The store must not be used as it is: it is damaged, or half exchanged. The message says what to do.</summary>
public sealed class StoreRefusedException(string message, Exception? inner = null) : Exception(message, inner);
