using Growth.Storefronts;
using Xunit;

namespace Growth.Tests.Storefronts;

public sealed class SignaturesTests
{
    private static readonly byte[] Mac = [0, 1, 2, 253, 254, 255];

    [Theory]
    [InlineData("AAEC/f7/", true)]
    [InlineData("AAEC/f7+", false)]
    [InlineData("AAEC_f7_", false)]
    [InlineData("AAEC/f7", false)]
    [InlineData(" AAEC/f7/", false)]
    [InlineData("AA C/f7/", false)]
    [InlineData("AAEC/f7/AAAA", false)]
    [InlineData("", false)]
    public void Base64_OnlyTheSameBytes(string text, bool same) => Assert.Equal(same, Signatures.IsBase64Of(text, Mac));

    [Theory]
    [InlineData("000102fdfeff", true)]
    [InlineData("000102FDFEFF", true)]
    [InlineData("000102fdfefe", false)]
    [InlineData("000102fdfef", false)]
    [InlineData("0x0102fdfeff", false)]
    [InlineData("000102fdfeff00", false)]
    [InlineData("", false)]
    public void Hex_OnlyTheSameBytes(string text, bool same) => Assert.Equal(same, Signatures.IsHexOf(text, Mac));

    [Theory]
    [InlineData("秘密", true)]
    [InlineData("秘", false)]
    [InlineData("", false)]
    public void Text_OnlyTheSame(string text, bool same) => Assert.Equal(same, Signatures.IsText(text, "秘密"));
}
