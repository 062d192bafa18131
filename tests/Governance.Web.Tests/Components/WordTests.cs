using Governance.Web.Components.Pages.Orgs;

namespace Governance.Web.Tests.Components;

public sealed class WordTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(9_999, "9,999")]
    [InlineData(10_000, "10k")]
    [InlineData(152_321, "152k")]
    [InlineData(999_499, "999k")]
    [InlineData(999_500, "1M")]
    [InlineData(1_240_000, "1.2M")]
    public void Short_OfACount_HasFiveCharactersAtMost(int count, string expected) => OrgWords.Short(count).ShouldBe(expected);
}
