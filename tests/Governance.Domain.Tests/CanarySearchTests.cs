using System.Text;
using Governance.TestKit;

namespace Governance.Domain.Tests;

public sealed class CanarySearchTests
{
    public static TheoryData<string> Forms =>
    [
        $"x{Canaries.Code}y",
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Canaries.Code}")),
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"a{Canaries.Code}zz")),
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"ab{Canaries.Code}z")),
        Convert.ToHexString(Encoding.UTF8.GetBytes($"ab{Canaries.Code}z")),
        Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Canaries.Code)),
        "code=" + Uri.EscapeDataString(Canaries.Code),
        string.Concat(Encoding.UTF8.GetBytes(Canaries.Code).Select(b => $"%{b:X2}")),
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Search_WhenACanaryIsHidden_FindsIt(string text)
    {
        var search = new CanarySearch().Text("text", text);

        search.ShouldFind(Canaries.Code);
        Should.Throw<ShouldAssertException>(search.ShouldFindNothing);
    }

    [Fact]
    public void Search_WhenNothingIsHidden_FindsNothing() => new CanarySearch().Text("text", "nothing here").ShouldFindNothing();

    [Fact]
    public void Search_WhenNothingWasSearched_Fails()
    {
        Should.Throw<ShouldAssertException>(() => new CanarySearch().ShouldFindNothing());
        Should.Throw<ShouldAssertException>(() => new CanarySearch().Text("empty", "").ShouldFindNothing());
    }
}
