using System.Net;
using MiniExchange.Api.Keys;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("1.2.3.0/24", "1.2.3.0/24", "1.2.3.4", true)]
    [InlineData("::ffff:1.2.3.0/120", "1.2.3.0/24", "1.2.3.4", true)]
    [InlineData("::ffff:1.2.3.0/120", "1.2.3.0/24", "::ffff:1.2.3.4", true)]
    [InlineData("::ffff:1.2.3.0/120", "1.2.3.0/24", "1.2.4.4", false)]
    [InlineData("::ffff:1.2.3.4", "1.2.3.4", "1.2.3.4", true)]
    [InlineData("::ffff:1.2.3.4/128", "1.2.3.4", "1.2.3.4", true)]
    [InlineData("::ffff:0.0.0.0/96", "0.0.0.0/0", "1.2.3.4", true)]
    [InlineData("2001:db8::/32", "2001:db8::/32", "2001:db8::1", true)]
    [InlineData("2001:db8::/32", "2001:db8::/32", "1.2.3.4", false)]
    public void Rule_MatchesItsCallersInEitherFamily(string rule, string stored, string caller, bool isAllowed)
    {
        var rules = AddressRules.Read([rule])!;

        Assert.Equal([stored], rules.ToTexts());
        Assert.Equal(isAllowed, rules.Allow(IPAddress.Parse(caller)));
    }

    [Theory]
    [InlineData("1.2.3.0/33")]
    [InlineData("::ffff:1.2.3.0/129")]
    [InlineData("here")]
    public void Rule_ThatNamesNoNetwork_IsNone(string rule) => Assert.Null(AddressRules.Read([rule]));
}
