namespace Growth.Storefronts;

/// <summary>A payload is not of the form its platform documents. Thrown where it is read, caught by the adapter alone.</summary>
/// <param name="message">The member and what is allowed; no personal data.</param>
internal sealed class MisfitException(string message) : Exception(message);
