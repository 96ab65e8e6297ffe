namespace Growth.Members;

/// <summary>Personal data as a person may see it.</summary>
public static class Masked
{
    private const string Mainland = "+86";
    private const int MainlandLength = 14;

    /// <param name="phone">E.164.</param>
    /// <returns><c>+86 138****8000</c>; elsewhere the first three digits and the last two, and never more than half of a number.</returns>
    public static string Phone(string phone)
    {
        if (phone.Length == MainlandLength && phone.StartsWith(Mainland, StringComparison.Ordinal)) return $"{Mainland} {phone[3..6]}****{phone[^4..]}";
        return phone.Length < 11 ? "****" + phone[Math.Max(0, phone.Length - 2)..] : $"{phone[..4]}****{phone[^2..]}";
    }

    /// <returns><c>m***@example.com</c>.</returns>
    public static string Email(string email)
    {
        if (email.Length == 0) return "***";
        var at = email.LastIndexOf('@');
        var shown = char.IsHighSurrogate(email, 0) ? 2 : 1;
        return at < shown ? "***" : $"{email[..shown]}***{email[at..]}";
    }
}
