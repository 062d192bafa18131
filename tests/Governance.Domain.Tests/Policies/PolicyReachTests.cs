using Governance.Domain.Inventory;
using Governance.Domain.Policies;

namespace Governance.Domain.Tests.Policies;

/// <summary>How far a policy reaches: severities of rules that grade by themselves, and the controls of the partner mandate.</summary>
public sealed class PolicyReachTests
{
    [Theory]
    [InlineData(Severity.Medium, Severity.Low, Severity.Medium, Severity.High, Severity.Critical)]
    [InlineData(Severity.Low, Severity.Low, Severity.Low, Severity.Medium, Severity.High)]
    [InlineData(Severity.High, Severity.Medium, Severity.High, Severity.Critical, Severity.Critical)]
    [InlineData(Severity.Critical, Severity.High, Severity.Critical, Severity.Critical, Severity.Critical)]
    public void Severity_OfALadder_MovesAsAWholeWithThePolicy(Severity set, params Severity[] expected)
    {
        var settings = Bound("{\"cert.expiring\": {\"severity\": \"" + set.ToString().ToLowerInvariant() + "\"}}");

        var graded = new[] { 80, 50, 20, 5 }.Select(days => SeverityOf("cert.expiring", settings,
            new APicture().Change<CertificateFacts>(c => c with { NotAfter = APicture.Now.AddDays(days).AddHours(1) })));

        graded.ShouldBe(expected);
    }

    [Fact]
    public void Severity_WithoutAPolicy_IsWhatTheVerdictSays() =>
        SeverityOf("cert.expiring", BoundSettings.Catalogue, new APicture().Change<CertificateFacts>(c => c with { NotAfter = APicture.Now.AddDays(5) })).ShouldBe(Severity.Critical);

    [Fact]
    public void Mandate_JudgesItsControlsAsThePoliciesThereSetThem()
    {
        Outcome Mandate(string rules, Func<AppPolicyFacts, AppPolicyFacts> change)
        {
            var picture = new APicture().OfVendor().Policy(change)
                .Estate(e => e with { ProductionOrgs = new Dictionary<string, int> { [APicture.AppKey] = 3 } });
            return Bound(rules) is var settings && RuleCatalogue.Find("app.partner-mandate") is { } rule
                ? rule.JudgeAny(picture.Build().Apps.Single(), settings.Of(rule)).Outcome : Outcome.Unknown;
        }
        AppPolicyFacts Idle45(AppPolicyFacts p) => p with { IdleTtlEnforced = false, RefreshPolicy = new(RefreshPolicyKind.Inactivity, 45, RefreshUnit.Days) };
        AppPolicyFacts NoRotation(AppPolicyFacts p) => p with { RotationEnabled = false };

        Mandate("{}", Idle45).ShouldBe(Outcome.Fail, "the catalogue says 30 days");
        Mandate("""{"app.idle-ttl": {"thresholds": {"days": 60}}}""", Idle45).ShouldBe(Outcome.Pass);
        Mandate("""{"app.idle-ttl": {"thresholds": {"days": 7}}}""", p => p).ShouldBe(Outcome.Fail, "a stricter policy counts as well");
        Mandate("""{"app.rotation": {"on": false}}""", NoRotation).ShouldBe(Outcome.Pass, "what is switched off there is not asked for");
        Mandate("""{"app.rotation": {"on": false}}""", p => NoRotation(Idle45(p))).ShouldBe(Outcome.Fail, "the others are");
        Mandate("""{"app.pkce": {"on": false}, "app.rotation": {"on": false}, "app.idle-ttl": {"on": false}, "app.ip-allowlist": {"on": false}}""", NoRotation)
            .ShouldBe(Outcome.NotApplicable);
    }

    private static Severity SeverityOf(string rule, BoundSettings settings, APicture picture)
    {
        var org = picture.Build();
        return OrgJudgement.Judge(org, OrgJudgement.ThingsOf(org), settings.Of).Failures.First(f => f.Key.RuleId == rule).Severity;
    }

    private static BoundSettings Bound(string rules) =>
        new([PolicyReader.Stored("{\"version\": 1, \"name\": \"P\", \"bindings\": [\"*\"], \"rules\": " + rules + "}")]);
}
