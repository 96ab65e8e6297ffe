using System.Security.Cryptography;
using System.Text;
using Growth.Members;
using Growth.Storage;
using Microsoft.Extensions.Options;
using Xunit;

namespace Growth.Tests.Members;

public sealed class PersonalDataTests
{
    private const string Phone = "+8613800138000";

    private static readonly string Old = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private static readonly string New = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    [Fact]
    public void Open_WhatWasSealed_IsTheSame()
    {
        var data = With(Old);

        var sealedBytes = data.Seal(Encoding.UTF8.GetBytes(Phone), "member.phone");

        Assert.Equal(Phone, Encoding.UTF8.GetString(data.Open(sealedBytes, "member.phone")));
        Assert.DoesNotContain("13800138000", Encoding.Latin1.GetString(sealedBytes), StringComparison.Ordinal);
        Assert.NotEqual(sealedBytes, data.Seal(Encoding.UTF8.GetBytes(Phone), "member.phone"));
    }

    [Fact]
    public void Open_AfterRotation_TheSecondKeyStillOpensAndTheFirstSeals()
    {
        var sealedBefore = With(Old).Seal("a"u8, "p");
        var rotated = With($"{New},{Old}");

        Assert.Equal("a"u8.ToArray(), rotated.Open(sealedBefore, "p"));
        Assert.Equal("b"u8.ToArray(), With(New).Open(rotated.Seal("b"u8, "p"), "p"));
        Assert.Throws<CryptographicException>(() => With(New).Open(sealedBefore, "p"));
    }

    [Fact]
    public void HashOf_NewFirstKey_StaysTheSame()
    {
        var before = With(Old).HashOf("phone", Phone);

        Assert.Equal(before, With($"{New},{Old}").HashOf("phone", Phone));
        Assert.NotEqual(before, With(New).HashOf("phone", Phone));
        Assert.NotEqual(before, With(Old).HashOf("email", Phone));
        Assert.Matches("^[0-9a-f]{32}$", before);
    }

    [Fact]
    public void Open_ForAnotherPurpose_Fails()
    {
        var data = With(Old);

        Assert.ThrowsAny<CryptographicException>(() => data.Open(data.Seal("a"u8, "member.phone"), "member.email"));
    }

    [Fact]
    public void Open_AnyByteChanged_Fails()
    {
        var data = With(Old);
        var whole = data.Seal(Encoding.UTF8.GetBytes(Phone), "p");

        for (var i = 0; i < whole.Length; i++)
        {
            var spoilt = whole.ToArray();
            spoilt[i] ^= 0x10;
            Assert.ThrowsAny<CryptographicException>(() => data.Open(spoilt, "p"));
        }

        for (var length = 0; length < whole.Length; length++) Assert.ThrowsAny<CryptographicException>(() => data.Open(whole.AsSpan(0, length), "p"));
    }

    [Fact]
    public void Seal_NoKeySet_IsRefused()
    {
        var data = With(null);

        Assert.False(data.Ready);
        Assert.Throws<DataKeyMissingException>(() => data.Seal("a"u8, "p"));
        Assert.Throws<DataKeyMissingException>(() => data.HashOf("phone", Phone));
    }

    [Theory]
    [InlineData("c2hvcnQ=")]
    [InlineData("not base64")]
    [InlineData(",")]
    public void TryParse_NotAKey_SaysWhichAndNeverWhat(string setting)
    {
        Assert.False(PersonalData.TryParse(setting, out var keys, out var problem));
        Assert.Empty(keys);
        Assert.Contains("key 1", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("c2hvcnQ=", problem, StringComparison.Ordinal);
    }

    private static PersonalData With(string? keys) => new(Options.Create(new GrowthOptions { DataKey = keys }));
}
