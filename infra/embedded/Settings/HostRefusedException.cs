namespace Growth.Embedded;

/// <summary>The host does not start; the message says which function or setting is wrong, what its value is, and what is allowed.</summary>
public class HostRefusedException(string message, Exception? inner = null) : Exception(message, inner);
