using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Growth.Storage;
using Growth.Time;
using Growth.Tracking;
using Microsoft.Extensions.Options;
using NodaTime;
using Xunit;

namespace Growth.Tests.Tracking;

public sealed class VisitorTokensTests
{
    private const string OneKey = TrackingStore.SigningKey;

    private readonly SteppedTime _time = new(Instant.FromUtc(2026, 11, 22, 12, 0));

    private static string NewKey => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    [Fact]
    public void Verify_IssuedToken_NamesItsReaderUntilDay400()
    {
        var tokens = Create(OneKey);
        var issued = tokens.IssueVisitor();

        Assert.Equal(issued.Reader, tokens.Verify(issued.Token, ReaderKind.Visitor).Reader);
        _time.Set(_time.Now + Duration.FromDays(400) - Duration.FromSeconds(1));
        Assert.Equal(TokenState.Valid, tokens.Verify(issued.Token, ReaderKind.Visitor).State);
        _time.Set(_time.Now + Duration.FromSeconds(1));
        Assert.Equal(TokenVerdict.Expired, tokens.Verify(issued.Token, ReaderKind.Visitor));
    }

    [Fact]
    public void Verify_AnyCharacterChanged_IsInvalid()
    {
        var tokens = Create(OneKey);
        var token = tokens.IssueVisitor().Token;

        for (var i = 0; i < token.Length; i++)
            foreach (var other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.=/+ \n\0é")
                if (token[i] != other)
                    Assert.Equal(TokenVerdict.Invalid, tokens.Verify(token[..i] + other + token[(i + 1)..], ReaderKind.Visitor));
    }

    [Fact]
    public void Verify_OtherSpellingOrLength_IsInvalid()
    {
        var tokens = Create(OneKey);
        var token = tokens.IssueVisitor().Token;

        foreach (var other in new[] { "", ".", "v1..", token + "=", token + " ", " " + token, token[..^1], token + "A", token.ToUpperInvariant(), new string('A', 10_000) })
            Assert.Equal(TokenVerdict.Invalid, tokens.Verify(other, ReaderKind.Visitor));
    }

    [Fact]
    public void Verify_ForeignKeyOrAudience_IsInvalid()
    {
        var tokens = Create(OneKey);

        Assert.Equal(TokenVerdict.Invalid, tokens.Verify(Create(NewKey).IssueVisitor().Token, ReaderKind.Visitor));
        Assert.Equal(TokenVerdict.Invalid, tokens.Verify(tokens.IssueVisitor().Token, ReaderKind.Member));
        Assert.StartsWith("m:", tokens.Verify(tokens.Issue(ReaderKind.Member, new byte[16]).Token, ReaderKind.Member).Reader!.Value);
    }

    [Fact]
    public void Verify_AudienceOfNoKind_IsInvalidThoughSigned()
    {
        var payload = new byte[25];
        payload[0] = 3;
        var signed = "v1." + Base64Url.EncodeToString(payload);
        var token = signed + "." + Base64Url.EncodeToString(HMACSHA256.HashData(Convert.FromBase64String(OneKey), Encoding.ASCII.GetBytes(signed)));

        Assert.Equal(TokenState.Invalid, Create(OneKey).Verify(token, ReaderKind.Visitor).State);
        Assert.Equal(TokenState.Invalid, Create(OneKey).Verify(token, ReaderKind.Member).State);
    }

    [Fact]
    public void Verify_KeysRotated_OldTokensLiveUntilTheOldKeyGoes()
    {
        var next = NewKey;
        var old = Create(OneKey).IssueVisitor().Token;

        Assert.Equal(TokenState.Valid, Create($"{next}, {OneKey}").Verify(old, ReaderKind.Visitor).State);
        Assert.Equal(TokenState.Invalid, Create(next).Verify(old, ReaderKind.Visitor).State);
        Assert.Equal(TokenState.Valid, Create(next).Verify(Create($"{next},{OneKey}").IssueVisitor().Token, ReaderKind.Visitor).State);
    }

    [Fact]
    public void Issue_NoKeySet_FailsClosed()
    {
        var tokens = Create(null);

        Assert.False(tokens.Ready);
        Assert.Contains("Growth__SigningKey", Assert.Throws<SigningKeyMissingException>(tokens.IssueVisitor).Message);
        Assert.Throws<SigningKeyMissingException>(() => tokens.Verify("v1.", ReaderKind.Visitor));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("c2hvcnQ=")]
    [InlineData(OneKey + ",")]
    [InlineData(OneKey + ",c2hvcnQ=")]
    public void Validate_KeyIsNone_RefusesWithoutShowingIt(string setting)
    {
        var result = new ValidateSigningKey().Validate(null, new GrowthOptions { SigningKey = setting });

        Assert.True(result.Failed);
        Assert.Contains("Growth:SigningKey", result.FailureMessage);
        Assert.DoesNotContain(setting, result.FailureMessage);
    }

    [Fact]
    public void Ref_OfAKey_IsTwelveUrlCharactersAndAlwaysTheSame()
    {
        var reader = Create(OneKey).IssueVisitor().Reader;

        Assert.Matches("^[A-Za-z0-9_-]{12}$", reader.Ref);
        Assert.Equal(reader.Ref, new ReaderKey(reader.Kind, reader.Id).Ref);
        Assert.NotEqual(reader.Ref, new ReaderKey(ReaderKind.Member, reader.Id).Ref);
    }

    private VisitorTokens Create(string? keys) => new(Options.Create(new GrowthOptions { SigningKey = keys }), new BusinessClock(_time));
}
