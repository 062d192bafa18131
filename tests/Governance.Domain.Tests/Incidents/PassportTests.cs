using System.Security.Cryptography;
using Governance.Domain.Incidents;

namespace Governance.Domain.Tests.Incidents;

public sealed class PassportTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly PassportRights Had = new(
        [new("005000000000abc", "bot@example.com"), new("005000000000def", "person@example.com")], ["api", "refresh_token"],
        [new("0PS000000000001", "Ledger")], [new("10.0.0.0", "10.0.255.255"), new("2001:db8::", "2001:db8::ffff")]);

    [Fact]
    public void Widened_ByItself_OrLess_IsNot()
    {
        Had.WidenedBy(Had).ShouldBeEmpty();
        Had.WidenedBy(Had with { Users = [Had.Users[1]], Scopes = ["api"], Sets = [], Ranges = [new("10.0.3.0", "10.0.3.9")] }).ShouldBeEmpty();
        Had.WidenedBy(Had with { Ranges = [new("2001:db8::1", "2001:db8::1"), new("::ffff:10.0.0.1", "::ffff:10.0.0.2")] }).ShouldBeEmpty();
        (Had with { Ranges = [] }).WidenedBy(Had).ShouldBeEmpty("some addresses are less than any");
    }

    [Theory]
    [InlineData("005000000000ABC")]
    [InlineData("005000000000ghi")]
    [InlineData("005000000000abcAAA")]
    [InlineData(" 005000000000abc")]
    public void Widened_ByAUser_WhoseIdDiffersInCaseOrAtAll(string id) =>
        Had.WidenedBy(Had with { Users = [new(id, "bot@example.com")] }).ShouldBe(["user bot@example.com"]);

    [Theory]
    [InlineData("full")]
    [InlineData("API")]
    [InlineData("api ")]
    [InlineData("api refresh_token")]
    [InlineData("")]
    public void Widened_ByAScope(string scope) => Had.WidenedBy(Had with { Scopes = ["refresh_token", scope] }).ShouldBe([$"scope {scope}"]);

    [Theory]
    [InlineData("10.0.0.0", "10.1.0.0")]
    [InlineData("9.255.255.255", "10.0.0.1")]
    [InlineData("0.0.0.0", "255.255.255.255")]
    [InlineData("10.0.0.9", "10.0.0.1")]
    [InlineData("10.0.0.1", "2001:db8::1")]
    [InlineData("10.1", "10.2")]
    [InlineData("010.0.0.1", "10.0.0.1")]
    [InlineData("0x0a000001", "10.0.0.1")]
    [InlineData("2001:db8::", "2001:db8::1:0")]
    [InlineData("10.0.0.1/8", "10.0.0.1")]
    [InlineData("", "")]
    public void Widened_ByARangeThatIsNotWithinOne(string start, string end)
    {
        Had.WidenedBy(Had with { Ranges = [new("10.0.0.1", "10.0.0.2"), new(start, end)] }).ShouldBe([$"addresses {start} to {end}"]);
        if (start.Contains("10.1", StringComparison.Ordinal)) (Had with { Ranges = [] }).WidenedBy(Had with { Ranges = [new(start, end)] }).ShouldNotBeEmpty("what is no range is within nothing");
    }

    [Fact]
    public void Widened_ByASet_ByAnyAddress_AndByWhatCanNotBeCompared()
    {
        Had.WidenedBy(Had with { Sets = [new("0PS000000000002", "Ledger")] }).ShouldBe(["permission set Ledger"]);
        Had.WidenedBy(Had with { Ranges = [] }).ShouldBe(["any address"]);
        Had.WidenedBy(Had with { Scopes = null }).ShouldHaveSingleItem().ShouldStartWith("scopes that");
        (Had with { Scopes = null }).WidenedBy(Had).ShouldHaveSingleItem().ShouldStartWith("scopes that");
        Had.WidenedBy(Had with { Ranges = null }).ShouldHaveSingleItem().ShouldStartWith("addresses that");
    }

    [Fact]
    public void Ordered_SaysTheSameInWhateverOrder()
    {
        var turned = new PassportRights([.. Had.Users.Reverse(), Had.Users[0]], ["refresh_token", "api", "api"], Had.Sets, [.. Had.Ranges!.Reverse()]).Ordered();
        var straight = Had.Ordered();
        (turned.Users.SequenceEqual(straight.Users), turned.Scopes!.SequenceEqual(straight.Scopes!), turned.Ranges!.SequenceEqual(straight.Ranges!)).ShouldBe((true, true, true));
    }

    [Fact]
    public void Open_OfAnythingAltered_IsNothing()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var content = new PassportContent(Guid.NewGuid(), Guid.NewGuid(), "gainfold", "Gainfold", null, "ConnectedApp", Had, Now, Now + Passport.Lifetime);
        Passport Made(PassportContent of) => new(of, new OrgGroupId(Guid.NewGuid()), key);

        var opened = Made(content).Open(key)!;
        Had.WidenedBy(opened.Rights).ShouldBeEmpty();
        opened.Rights.WidenedBy(Had).ShouldBeEmpty();
        Made(content).Open(other).ShouldBeNull("another key");
        void Altered(string part, object value)
        {
            var passport = Made(content);
            typeof(Passport).GetProperty(part)!.SetValue(passport, value);
            passport.Open(key).ShouldBeNull(part);
        }
        Altered(nameof(Passport.Text), Made(content).Text.Replace("\"api\"", "\"full\"", StringComparison.Ordinal));
        Altered(nameof(Passport.Text), Made(content).Text + " ");
        Altered(nameof(Passport.ExpiresAt), Now.AddYears(9));
        Altered(nameof(Passport.AppKey), "other");
        Altered(nameof(Passport.OrgId), new OrgId(Guid.NewGuid()));
        Altered(nameof(Passport.IncidentId), new IncidentId(Guid.NewGuid()));
        Altered(nameof(Passport.Id), Guid.NewGuid());
        Altered(nameof(Passport.Signature), Made(content with { App = "Other" }).Signature);
        Altered(nameof(Passport.Signature), "not base64!");
        Altered(nameof(Passport.Signature), "");
    }
}
