using Governance.Domain.Incidents;

namespace Governance.Domain.Tests.Incidents;

public sealed class EvidenceFileTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly EvidenceContent Some = new(new string('a', 64), 10, 1);

    [Theory]
    [InlineData("EMEA Production", "emea-production")]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData("=cmd|' /C calc'!A0", "cmd-c-calc-a0")]
    [InlineData("\u202Egnp.exe", "gnp-exe")]
    [InlineData("con", "con")]
    [InlineData("", "unnamed")]
    [InlineData("\u65E5\u672C", "unnamed")]
    public void SlugOf_AnyName_IsSafeInAPath(string name, string slug) => EvidenceFile.SlugOf(name).ShouldBe(slug);

    [Fact]
    public void SlugOf_ALongName_IsCut() => EvidenceFile.SlugOf(new string('a', 500)).Length.ShouldBe(40);

    [Fact]
    public void Path_OfOrgsWithOneName_Differs()
    {
        var (one, other) = (PlaceOf("Production"), PlaceOf("Production"));

        FileAt(one).Path.ShouldNotBe(FileAt(other).Path);
        FileAt(one).Path.ShouldMatch("^orgs/production-[0-9a-f]{8}/token-rows\\.json$");
        FileAt(one, attempt: 2).Path.ShouldEndWith("/token-rows-2.json");
    }

    [Fact]
    public void Path_OfTheLongestNames_Fits()
    {
        var place = EvidencePlace.OfAccount(ConnectionId.New(), new string('a', 300), OrgId.New(), OrgGroupId.New(), new string('b', 300));

        foreach (var kind in Enum.GetValues<EvidenceKind>())
            new EvidenceFile(EvidenceFileId.New(), IncidentId.New(), place, kind, 10, Now, Some, null).Path.Length.ShouldBeLessThanOrEqualTo(EvidenceFile.PathMaxLength);
    }

    [Fact]
    public void File_WithoutContent_SaysWhy()
    {
        Should.Throw<ArgumentException>(() => new EvidenceFile(EvidenceFileId.New(), IncidentId.New(), PlaceOf("A"), EvidenceKind.Users, 1, Now, null, null));

        var gap = new EvidenceFile(EvidenceFileId.New(), IncidentId.New(), PlaceOf("A"), EvidenceKind.Users, 1, Now, null, new string('x', 1_000));
        (gap.Sha256, gap.Gap!.Length, gap.Bytes).ShouldBe((null, EvidenceFile.GapMaxLength, 0));
    }

    [Fact]
    public void Slugs_OfAllKinds_AreDistinctAndPlain()
    {
        var slugs = Enum.GetValues<EvidenceKind>().Select(k => k.Slug()).ToArray();

        slugs.ShouldBeUnique();
        slugs.ShouldAllBe(s => s.All(c => c == '-' || char.IsAsciiLetterLower(c)));
        slugs.ShouldContain("external-client-app-oauth-policies");
    }

    [Fact]
    public void Preserve_OnlyBeforeAnythingWasSent()
    {
        var incident = new Incident(1, "Gainfold", "Leaked by the vendor", 1, "person:1", "Rolf", Now);

        incident.Preserve();
        incident.State.ShouldBe(IncidentState.Preserving);
        incident.Follow([TargetState.Running], Now);
        incident.Preserve();
        incident.State.ShouldBe(IncidentState.Running);
    }

    private static EvidencePlace PlaceOf(string label) => EvidencePlace.OfOrg(ConnectionId.New(), OrgId.New(), OrgGroupId.New(), label);

    private static EvidenceFile FileAt(EvidencePlace place, int attempt = 1) =>
        new(EvidenceFileId.New(), IncidentId.New(), place, EvidenceKind.TokenRows, attempt, Now, Some, null);
}
