using System.Text.Json;
using Governance.TestKit;

namespace Governance.Domain.Tests;

public sealed class ValueTests
{
    [Theory]
    [InlineData("00D000000000062", "00D000000000062")]
    [InlineData("00D000000000062EAA", "00D000000000062")]
    public void Key_WhenAnId_IsItsFirst15Characters(string id, string key) => SalesforceIds.Key(id).ShouldBe(key);

    [Theory]
    [InlineData("")]
    [InlineData("00D00000000006")]
    [InlineData("00D0000000000622")]
    [InlineData("00D00000000006-")]
    [InlineData("00D00000000006é")]
    [InlineData("00D000000000062EA'")]
    public void Key_WhenNotAnId_Throws(string id)
    {
        SalesforceIds.IsId(id).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => SalesforceIds.Key(id));
    }

    [Fact]
    public void IsId_WhenNull_IsFalse() => SalesforceIds.IsId(null).ShouldBeFalse();

    [Theory]
    [InlineData(null, 5, "")]
    [InlineData("abc", 5, "abc")]
    [InlineData("abcdef", 5, "abcde")]
    [InlineData("abcd🙂", 5, "abcd")]
    [InlineData("abc🙂", 5, "abc🙂")]
    [InlineData("a\0b\0", 5, "ab")]
    public void Bounded_WhenGivenText_IsWellFormedAndShort(string? text, int max, string expected)
    {
        var bounded = Text.Bounded(text, max);

        bounded.ShouldBe(expected);
        bounded.Length.ShouldBeLessThanOrEqualTo(max);
    }

    // Not as InlineData: the runner itself cannot carry a lone surrogate.
    [Fact]
    public void Bounded_WhenASurrogateIsAlone_ReplacesIt()
    {
        Text.Bounded("a" + '\ud83d', 5).ShouldBe("a\ufffd");
        Text.Bounded('\ude42' + "a", 5).ShouldBe("\ufffda");
    }

    [Theory]
    [InlineData("  Gainfold   SYNC\t", "gainfold sync")]
    [InlineData("Ｇａｉｎｆｏｌｄ", "gainfold")]
    [InlineData("ﬁle", "file")]
    [InlineData("", "")]
    public void Comparable_WhenWrittenDifferently_IsTheSame(string text, string expected) =>
        Text.Comparable(text, 100).ShouldBe(expected);

    [Fact]
    public void Comparable_WhenNormalizingLengthens_StaysWithinTheLimit() =>
        Text.Comparable(new string('\ufdfa', 20), 20).Length.ShouldBeLessThanOrEqualTo(20);

    [Fact]
    public void Result_WhenMadeFromAValueOrAProblem_HoldsExactlyThat()
    {
        Result<int> value = 7;
        Result<int> refused = Problem.Invalid("a.b", "No.");

        (value.Ok, value.Value, value.Problem).ShouldBe((true, 7, null));
        (refused.Ok, refused.Value, refused.Problem!.Code).ShouldBe((false, 0, "a.b"));
        Result<int>.Fail(refused.Problem!).ShouldBe(refused);
    }

    [Fact]
    public void Secret_WhenPrintedOrFormatted_IsRedacted()
    {
        var secret = new Secret(Canaries.ClientSecret);

        $"{secret}".ShouldBe("[redacted]");
        string.Join(',', [secret, new { secret }]).ShouldBe("[redacted],{ secret = [redacted] }");
        secret.Reveal().ShouldBe(Canaries.ClientSecret);
    }

    [Fact]
    public void Secret_WhenSerialized_IsRefused() => Should.Throw<NotSupportedException>(() => JsonSerializer.Serialize(new { secret = new Secret(Canaries.ClientSecret) }));

    [Fact]
    public void Secret_WhenDeserialized_IsRefused() => Should.Throw<NotSupportedException>(() => JsonSerializer.Deserialize<Secret>("{\"value\":\"x\"}"));

    [Fact]
    public void Secret_WhenLookedAtByReflection_HasNoPublicProperty() => typeof(Secret).GetProperties().ShouldBeEmpty();
}
