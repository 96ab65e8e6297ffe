using FsCheck;
using FsCheck.Fluent;
using Growth.Notifications;
using NodaTime;
using Xunit;

namespace Growth.Tests.Notifications;

public sealed class OutboxNameTests
{
    private static readonly LocalDateTime Due = new(2026, 11, 23, 8, 0);

    [Theory]
    [InlineData("team:ops@example.com", "team-ops@example.com")]
    [InlineData("../../etc/passwd", "-..-etc-passwd")]
    [InlineData("..", "-")]
    [InlineData("", "-")]
    [InlineData("CON", "-CON")]
    [InlineData("com1.txt", "-com1.txt")]
    [InlineData("a\u0000b\nc", "a-b-c")]
    [InlineData("运营组", "---")]
    public void Safe_AnyText_IsAFileName(string text, string safe) => Assert.Equal(safe, OutboxName.Safe(text));

    [Fact]
    public void For_AnyAddress_StaysInsideTheOutbox() => Prop.ForAll<NonEmptyString, NonEmptyString>((channel, email) =>
    {
        var root = Path.GetFullPath("outbox");
        var full = Path.GetFullPath(Path.Combine(root, OutboxName.For(channel.Get, Due, new Recipient.Team(email.Get), "k")));
        return full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            && Path.GetRelativePath(root, full).Split(Path.DirectorySeparatorChar).Length == 3
            && Path.GetFileName(full).Length < 100;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void For_OtherKey_IsAnotherFile() => Assert.NotEqual(
        OutboxName.For("email", Due, new Recipient.Reader(1), "a"), OutboxName.For("email", Due, new Recipient.Reader(1), "b"));
}
