using Governance.Domain.Policies;

namespace Governance.Domain.Tests.Policies;

public sealed class RuleTests
{
    // design/policies.md, every id of the catalogue.
    private const string Catalogue =
        """
        app.callback app.client-credentials-user app.consumer-secret-exposed app.drift app.flow-device app.flow-implicit app.flow-password
        app.high-assurance-integration app.idle-ttl app.ip-allowlist app.ip-enforce-breaks app.ip-relaxation app.jwt-cert-expiry app.legacy-kind
        app.partner-mandate app.permitted-users app.pkce app.preauthorized-nobody app.preauthorized-wide app.refresh-lifetime app.rotation
        app.scope-full app.scope-unused app.secret-age app.secret-optional app.session-length app.shared-client app.uninstalled
        applink.authorized-user-admin applink.failed applink.invoke-wide applink.manage-holders applink.mesh-bypass applink.mismatch
        applink.orphan-connection applink.orphan-registration applink.shared-addon applink.spec-mismatch applink.token-readers
        applink.untrusted-host applink.user-plus-not-session
        arch.cert-separation arch.decision-stale arch.deployment-unconfirmed arch.direct-ip-classic arch.gateway arch.hyperforce-iplist
        arch.inbound-two-layers arch.no-decision arch.private-connect
        auth.admin-owner auth.contractor auth.cross-environment auth.duplicate auth.human-owner auth.longlived-when-applink auth.never-used
        auth.no-integration auth.outside-egress auth.retired-vendor auth.shared-user auth.stale auth.tls-old auth.user-inactive
        cert.dual-use cert.expired cert.expiring cert.headroom cert.naming cert.no-owner cert.replaced cert.self-signed-inbound cert.unused cert.weak
        detect.admin-consent detect.bulk-then-delete detect.egress detect.new-grant detect.volume
        life.break-glass-open life.end-passed life.no-owner life.owner-gone life.review-overdue life.secret-location life.unapproved
        life.vendor-incomplete
        org.api-access-control org.approve-uninstalled org.blind org.drift org.pkce-off org.sandbox-refreshed org.sync-stale org.uap-flow
        out.cert-missing out.legacy-credential out.mtls-port out.plain-http out.principal-wide
        perm.changed perm.dangerous perm.export-capable perm.not-api-only perm.standing-user-plus perm.unused
        """;

    // What a rule cannot answer, and why. May only shrink.
    private const int CannotAnswerCount = 46;

    private static readonly Dictionary<string, string> CannotAnswer = new()
    {
        ["app.drift NotApplicable"] = "every app's policy can change, a switched-off app's too",
        ["life.unapproved NotApplicable"] = "every app came somehow",
        ["auth.never-used Unknown"] = "the row is the fact: a row without a last use was never used",
        ["auth.stale Unknown"] = "the row is the fact",
        ["auth.user-inactive NotApplicable"] = "every grant has an owner",
        ["auth.admin-owner NotApplicable"] = "every grant has an owner",
        ["auth.shared-user Unknown"] = "integrations are the portal's own records",
        ["auth.cross-environment NotApplicable"] = "every app is used somewhere",
        ["auth.cross-environment Unknown"] = "it looks at what was read; org.blind speaks of what was not",
        ["auth.duplicate NotApplicable"] = "every grant has an app and a user",
        ["auth.duplicate Unknown"] = "the rows are the fact",
        ["auth.no-integration Unknown"] = "integrations are the portal's own records",
        ["auth.retired-vendor Unknown"] = "vendors are the portal's own records",
        ["auth.contractor NotApplicable"] = "every grant has an owner",
        ["auth.tls-old NotApplicable"] = "every grant is used over TLS",
        ["applink.token-readers NotApplicable"] = "every add-on has a token",
        ["applink.untrusted-host NotApplicable"] = "every add-on has an API address",
        ["applink.invoke-wide NotApplicable"] = "every catalog entry can be invoked",
        ["applink.manage-holders NotApplicable"] = "every org may be connected",
        ["cert.expired NotApplicable"] = "every certificate ends",
        ["cert.no-owner NotApplicable"] = "every certificate needs somebody",
        ["cert.no-owner Unknown"] = "owners are the portal's own records",
        ["cert.headroom NotApplicable"] = "every org has slots",
        ["cert.weak NotApplicable"] = "every certificate has a key",
        ["cert.replaced NotApplicable"] = "every certificate has a key",
        ["cert.naming Unknown"] = "the name is the item's key",
        ["perm.changed Unknown"] = "what could not be read is no change; perm.dangerous speaks of it",
        ["arch.deployment-unconfirmed NotApplicable"] = "every org runs somewhere",
        ["life.no-owner NotApplicable"] = "every integration needs somebody",
        ["life.no-owner Unknown"] = "owners are the portal's own records",
        ["life.review-overdue NotApplicable"] = "every integration is reviewed",
        ["life.secret-location NotApplicable"] = "every integration has a credential",
        ["life.secret-location Unknown"] = "the catalogue makes unknown a failure",
        ["life.break-glass-open NotApplicable"] = "every use is reviewed",
        ["life.break-glass-open Unknown"] = "uses are the portal's own records",
        ["life.vendor-incomplete Unknown"] = "vendors are the portal's own records",
        ["org.api-access-control NotApplicable"] = "every org has the setting",
        ["org.pkce-off NotApplicable"] = "every org has the setting",
        ["org.uap-flow NotApplicable"] = "every org has the setting",
        ["org.approve-uninstalled NotApplicable"] = "every org has users",
        ["org.sync-stale NotApplicable"] = "every org is read",
        ["org.sync-stale Unknown"] = "the portal knows when it read",
        ["org.blind NotApplicable"] = "every org is read",
        ["org.drift NotApplicable"] = "every org has settings",
        ["org.sandbox-refreshed NotApplicable"] = "every org has an id",
        ["org.sandbox-refreshed Unknown"] = "the portal knows which org it connected",
    };

    // What needs memory though it passes, and for what. May only shrink.
    private const int AllocatesCount = 10;

    private static readonly Dictionary<string, string> Allocates = new()
    {
        ["app.callback"] = "reads addresses",
        ["app.ip-allowlist"] = "reads addresses",
        ["app.partner-mandate"] = "app.ip-allowlist is one of its controls",
        ["app.ip-enforce-breaks"] = "reads addresses",
        ["arch.decision-stale"] = "puts the inputs of today together",
        ["cert.headroom"] = "tells the pace of one org’s slots, once per org",
        ["auth.outside-egress"] = "reads addresses",
        ["detect.egress"] = "reads addresses",
        ["out.cert-missing"] = "reads an address",
        ["out.mtls-port"] = "reads an address",
    };

    public static TheoryData<int> Fixtures() => [.. Enumerable.Range(0, RuleFixtures.All.Count)];

    [Fact]
    public void Catalogue_OfRules_IsThatOfTheDesign()
    {
        var ids = Catalogue.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

        ids.Length.ShouldBe(106);
        RuleCatalogue.All.Select(r => r.Id).ShouldBe(ids.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Rule_OverItsFixture_AnswersAsItShould(int index)
    {
        var fixture = RuleFixtures.All[index];
        var rule = RuleCatalogue.Find(fixture.Rule).ShouldNotBeNull(fixture.ToString());

        var verdict = rule.JudgeAny(fixture.Thing(), new RuleSetting(rule).With(lists: fixture.Lists));

        verdict.Outcome.ShouldBe(fixture.Outcome, $"{fixture}: {verdict.Reason}");
        verdict.Reason.ShouldContain(fixture.Says);
        verdict.Severity.ShouldBe(fixture.Severity, fixture.ToString());
        if (verdict.Outcome == Outcome.Fail) verdict.Reason.ShouldEndWith(".");
        else verdict.Reason.ShouldNotEndWith(".");
        if (verdict.Outcome is Outcome.NotApplicable or Outcome.Unknown) verdict.Reason.ShouldNotBeEmpty();
    }

    [Fact]
    public void Fixtures_OfEveryRule_ShowEveryAnswerItCanGive()
    {
        var shown = RuleFixtures.All.Select(f => $"{f.Rule} {f.Outcome}").ToHashSet();

        var missing = RuleCatalogue.All.SelectMany(r => Enum.GetValues<Outcome>().Select(o => $"{r.Id} {o}")).Where(a => !shown.Contains(a));

        var unlisted = missing.ToHashSet();
        unlisted.Except(CannotAnswer.Keys).ShouldBeEmpty("no fixture");
        CannotAnswer.Keys.Except(unlisted).ShouldBeEmpty("listed, and there is a fixture");
        CannotAnswer.Count.ShouldBe(CannotAnswerCount);
        CannotAnswer.Values.ShouldAllBe(reason => reason.Length > 0);
    }

    [Fact]
    public void Words_OfEveryRule_AreSentences()
    {
        foreach (var rule in RuleCatalogue.All)
        {
            rule.Title.EndsWith('.').ShouldBeFalse(rule.Id);
            rule.FailsWhen.ShouldEndWith(".", Case.Sensitive, rule.Id);
            rule.Fix.ShouldEndWith(".", Case.Sensitive, rule.Id);
            rule.Fix.Split('\n').ShouldAllBe(line => line.EndsWith('.') && line.Trim() == line, rule.Id);
            foreach (var text in new[] { rule.Title, rule.FailsWhen, rule.Fix })
            {
                text.ShouldNotBeNullOrWhiteSpace(rule.Id);
                char.IsUpper(text[0]).ShouldBeTrue($"{rule.Id}: {text}");
                text.ShouldNotContain("!");
                text.ShouldNotContain("are you sure", Case.Insensitive);
                text.ShouldNotContain("please", Case.Insensitive);
                text.ShouldNotContain("  ");
            }
        }
    }

    [Fact]
    public void Rule_WhenItPasses_AllocatesNothing()
    {
        List<string> wasteful = [];
        // One fixture of a rule that has several is the ordinary case: what differs is compared, and that needs memory.
        foreach (var fixture in RuleFixtures.All.Where(f => f.Outcome == Outcome.Pass).DistinctBy(f => f.Rule))
        {
            var rule = RuleCatalogue.Find(fixture.Rule)!;
            var (thing, setting) = (fixture.Thing(), new RuleSetting(rule).With(lists: fixture.Lists));
            for (var i = 0; i < 3; i++) rule.JudgeAny(thing, setting);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 10; i++) rule.JudgeAny(thing, setting);
            if (GC.GetAllocatedBytesForCurrentThread() - before > 0) wasteful.Add(fixture.Rule);
        }

        wasteful.Order(StringComparer.Ordinal).ShouldBe(Allocates.Keys.Order(StringComparer.Ordinal));
        Allocates.Count.ShouldBe(AllocatesCount);
    }
}
