using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.scope-unused: fails when a granted scope family was not seen in use for longer than the threshold.</summary>
public sealed class AppScopeUnused() : AppRule("app.scope-unused", Severity.Medium, "Granted scopes are used")
{
    /// <summary>Longest time without use.</summary>
    public static readonly RuleParameter Days = new("days", "days", 90);

    /// <summary>Scopes whose use event data shows; of the others nobody can tell.</summary>
    public static readonly RuleList Families = new("scopes", ["api", "cdp_api", "cdp_query_api", "chatter_api", "full", "visualforce", "wave_api", "web"]);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Days];

    /// <inheritdoc />
    public override IReadOnlyList<RuleList> Lists => [Families];

    /// <inheritdoc />
    public override string FailsWhen => "A granted scope family was not seen in use for longer than the threshold.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Remove the scope from the app, then revoke its tokens: they keep what they were given.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (policy.Scopes.Count == 0) return Verdict.Unknown("the app's scopes are not in what the org gave");
        var now = app.Org.Estate.Now;
        var span = TimeSpan.FromDays(setting[Days]);
        if (app.Org.Estate.ScopeUsage(app.Org.Org.Id, app.AppKey) is not { } usage) return Verdict.Unknown($"no usage data of the last {setting[Days]} days is read for this org");
        if (now - usage.Since < span) return Verdict.NotApplicable($"usage data goes back to {Day.Of(usage.Since)} only");
        foreach (var scope in policy.Scopes.Each())
        {
            if (!setting[Families].Has(scope)) continue;
            if (!usage.LastUsed.TryGetValue(scope, out var used)) return Verdict.Fail($"The scope {scope} was not used since {Day.Of(usage.Since)}.");
            if (now - used > span) return Verdict.Fail($"The scope {scope} was used last on {Day.Of(used)}; at most {setting[Days]} days are wanted.");
        }
        return Verdict.Pass;
    }
}
