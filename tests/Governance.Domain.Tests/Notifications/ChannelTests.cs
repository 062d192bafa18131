using Governance.Domain.Notifications;
using Governance.Domain.Policies;

namespace Governance.Domain.Tests.Notifications;

public sealed class ChannelTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 5, 0, TimeSpan.Zero);
    private static readonly OrgGroupId Emea = OrgGroupId.New();
    private static readonly OrgGroupId Amer = OrgGroupId.New();

    [Fact]
    public void CountOf_WhenOfAllGroups_IsTheWhole() => On(Severity.High).CountOf(Told(NoticeKind.IncidentDeclared, Severity.Critical)).ShouldBe(5);

    [Fact]
    public void CountOf_WhenOfOneGroup_IsWhatLiesThere()
    {
        On(Severity.High, Emea).CountOf(Told(NoticeKind.IncidentDeclared, Severity.High)).ShouldBe(2);
        On(Severity.High, OrgGroupId.New()).CountOf(Told(NoticeKind.IncidentDeclared, Severity.High)).ShouldBeNull();
    }

    [Fact]
    public void CountOf_WhenLessGrave_IsNothing() => On(Severity.High).CountOf(Told(NoticeKind.IncidentContained, Severity.Medium)).ShouldBeNull();

    [Theory]
    [InlineData(NoticeKind.RoleMapChangeProposed)]
    [InlineData(NoticeKind.RoleMapChanged)]
    [InlineData(NoticeKind.OrgGroupsChanged)]
    [InlineData(NoticeKind.EmergencySignIn)]
    [InlineData(NoticeKind.ChannelTest)]
    public void CountOf_WhenAlarmOrTest_GoesEverywhere(NoticeKind kind) =>
        On(Severity.Critical, OrgGroupId.New()).CountOf(Told(kind, Severity.Low)).ShouldBe(0);

    [Fact]
    public void CountOf_WhenPartial_IsNotForWhoIsToldTheWhole()
    {
        var part = new Notice(NoticeKind.IncidentContained, Severity.Critical, "/incidents/x", [(Emea, 2)], Now) { IsPartial = true };

        On(Severity.Low).CountOf(part).ShouldBeNull();
        On(Severity.Low, Emea).CountOf(part).ShouldBe(2);
    }

    [Fact]
    public void CountOf_WhenOffOrPersonal_IsNothing()
    {
        var off = On(Severity.Low);
        off.Switch(false).ShouldBeTrue();
        off.Switch(false).ShouldBeFalse();
        var personal = new Notice(NoticeKind.RequestDecided, Severity.Critical, "/requests/x", [(null, 1)], Now) { RecipientId = "person:x" };

        off.CountOf(Told(NoticeKind.EmergencySignIn, Severity.Critical)).ShouldBeNull();
        On(Severity.Low).CountOf(personal).ShouldBeNull();
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example")]
    [InlineData("incidents")]
    public void Notice_WhenItLeadsElsewhere_IsNoNotice(string link) =>
        Should.Throw<ArgumentException>(() => new Notice(NoticeKind.IncidentDeclared, Severity.Low, link, [], Now));

    [Theory]
    [InlineData("security@example.com", true)]
    [InlineData("first.last+tag@mail.example.co.uk", true)]
    [InlineData("a@localhost", false)]
    [InlineData("a..b@example.com", false)]
    [InlineData("a@exam ple.com", false)]
    [InlineData("a@example.com\n", false)]
    [InlineData("a,b@example.com", false)]
    [InlineData("a@-example.com", false)]
    [InlineData(null, false)]
    public void MailAddress_IsOnePlainAddress(string? text, bool ok) => MailAddress.IsWellFormed(text).ShouldBe(ok);

    [Theory]
    [InlineData("2026-11-21T05:59:59Z", null, false)]
    [InlineData("2026-11-21T06:00:00Z", null, true)]
    [InlineData("2026-11-21T14:00:00Z", "2026-11-21T06:00:30Z", false)]
    [InlineData("2026-11-21T14:00:00Z", "2026-11-20T23:00:00Z", true)]
    public void Digest_IsDueOnceADay_FromSix(string now, string? told, bool due) => MailChoice.IsDue(told is null ? null : At(told), At(now)).ShouldBe(due);

    [Fact]
    public void Delivery_WhenItEnded_CanBeSentAgain()
    {
        var delivery = new Delivery(NoticeId.New(), ChannelId.New(), Now);
        delivery.SendAgain().ShouldBe(ChannelProblems.StillOnItsWay);
        delivery.Record(DeliveryState.Waiting, "HTTP 503", Now);
        delivery.GiveUp();

        (delivery.State, delivery.Attempts, delivery.LastAnswer).ShouldBe((DeliveryState.Failed, 1, "HTTP 503"));
        delivery.SendAgain().ShouldBeNull();
        (delivery.State, delivery.Attempts).ShouldBe((DeliveryState.Waiting, 0));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static Channel On(Severity least, OrgGroupId? group = null) => new("Security list", ChannelForm.Mail, "security@example.com", least, group, Now);

    private static Notice Told(NoticeKind kind, Severity severity) => new(kind, severity, "/incidents/x", [(Emea, 2), (Amer, 3)], Now);
}
