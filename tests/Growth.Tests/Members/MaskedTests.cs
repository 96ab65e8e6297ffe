using Growth.Members;
using Xunit;

namespace Growth.Tests.Members;

public sealed class MaskedTests
{
    [Theory]
    [InlineData("+8613800138000", "+86 138****8000")]
    [InlineData("+15005550006", "+150****06")]
    [InlineData("+4915112345678", "+491****78")]
    [InlineData("+4512345678", "+451****78")]
    [InlineData("+29012345", "****45")]
    [InlineData("", "****")]
    public void Phone_IsShownInPart(string phone, string shown) => Assert.Equal(shown, Masked.Phone(phone));

    [Theory]
    [InlineData("ming@example.com", "m***@example.com")]
    [InlineData("a@b@example.com", "a***@example.com")]
    [InlineData("@example.com", "***")]
    [InlineData("nobody", "***")]
    [InlineData("", "***")]
    [InlineData("😀x@example.com", "😀***@example.com")]
    public void Email_IsShownInPart(string email, string shown) => Assert.Equal(shown, Masked.Email(email));
}
