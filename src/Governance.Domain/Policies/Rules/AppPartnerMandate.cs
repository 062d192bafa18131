using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.partner-mandate: fails when A vendor's app in use by more production orgs than the threshold fails PKCE, rotation, idle limit or IP allow-list.</summary>
public sealed class AppPartnerMandate() : Rule<AppThing>("app.partner-mandate", ThingKind.ClientApp, Severity.Critical, "Vendor apps keep the partner mandate")
{
    /// <summary>Most production orgs without the mandate.</summary>
    public static readonly RuleParameter Orgs = new("orgs", "production orgs", 2);

    private static readonly (Rule<AppThing> Rule, RuleSetting Setting)[] Controls =
        [.. new Rule<AppThing>[] { new AppPkce(), new AppRotation(), new AppIdleTtl(), new AppIpAllowList() }.Select(r => (r, new RuleSetting(r)))];

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Orgs];

    /// <inheritdoc />
    public override string FailsWhen => "A vendor's app in use by more production orgs than the threshold fails PKCE, rotation, idle limit or IP allow-list.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Mend the named controls; the vendor must do its part, and since June 2026 Salesforce suspends apps that do not.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Metadata;

    /// <inheritdoc />
    public override bool LooksAcrossOrgs => true;

    /// <inheritdoc />
    public override Verdict Judge(AppThing thing, RuleSetting setting)
    {
        if (thing.Vendor is null) return Verdict.NotApplicable("the app belongs to no vendor");
        var orgs = thing.Org.Estate.ProductionOrgs.GetValueOrDefault(thing.AppKey);
        if (orgs <= setting[Orgs]) return Verdict.NotApplicable($"in use by {orgs} production orgs");
        var verdicts = Controls.Select(c => (c.Rule.Title, Verdict: c.Rule.Judge(thing, c.Setting))).ToArray();
        var failed = verdicts.Where(v => v.Verdict.Outcome == Outcome.Fail).Select(v => v.Title).ToArray();
        if (failed.Length > 0) return Verdict.Fail($"In use by {orgs} production orgs, and not so: {string.Join("; ", failed)}.");
        return verdicts.FirstOrDefault(v => v.Verdict.Outcome == Outcome.Unknown) is { Title: not null } unknown
            ? Verdict.Unknown($"{unknown.Title}: {unknown.Verdict.Reason}")
            : Verdict.Pass;
    }
}
