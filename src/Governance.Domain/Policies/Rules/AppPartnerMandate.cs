using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.partner-mandate: fails when A vendor's app in use by more production orgs than the threshold fails PKCE, rotation, idle limit or IP allow-list.</summary>
public sealed class AppPartnerMandate() : Rule<AppThing>("app.partner-mandate", ThingKind.ClientApp, Severity.Critical, "Vendor apps keep the partner mandate")
{
    /// <summary>Most production orgs without the mandate.</summary>
    public static readonly RuleParameter Orgs = new("orgs", "production orgs", 2);

    // Each as the policies bound there set it; one that they switch off is not asked for here either.
    private static readonly Rule<AppThing>[] Controls = [new AppPkce(), new AppRotation(), new AppIdleTtl(), new AppIpAllowList()];

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
        if (orgs <= setting[Orgs]) return Verdict.NotApplicable($"in use by {orgs} production {(orgs == 1 ? "org" : "orgs")}");
        if (thing.IsSwitchedOff) return Verdict.NotApplicable("the app is switched off");
        List<string>? failed = null;
        string? unknown = null;
        var isAsked = false;
        foreach (var rule in Controls)
        {
            var own = setting.Beside(rule);
            if (!own.IsOn) continue;
            isAsked = true;
            var verdict = rule.Judge(thing, own);
            if (verdict.Outcome == Outcome.Fail) (failed ??= []).Add(rule.Title);
            else if (verdict.Outcome == Outcome.Unknown) unknown ??= $"{rule.Title}: {verdict.Reason}";
        }
        if (failed is not null) return Verdict.Fail($"In use by {orgs} production orgs, and these do not hold: {string.Join("; ", failed)}.");
        if (!isAsked) return Verdict.NotApplicable("its four controls are switched off by policy");
        return unknown is null ? Verdict.Pass : Verdict.Unknown(unknown);
    }
}
