using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.scope-unused: fails when a granted scope was not seen in use for longer than the threshold, where calls would show it.</summary>
/// <remarks>Of the daily files only api can be told (<see cref="ScopesInCalls"/>): of another scope that a policy lists, use counts, and
/// without it nothing is known. Streaming and Pub/Sub are not in these files either: an app whose grants are used while no call ever
/// bore its name is not judged.</remarks>
public sealed class AppScopeUnused() : AppRule("app.scope-unused", Severity.Medium, "Granted scopes are used")
{
    /// <summary>Longest time without use.</summary>
    public static readonly RuleParameter Days = new("days", "days", 90);

    /// <summary>Scopes to look at: those whose use event data shows.</summary>
    public static readonly RuleList Families = new("scopes", [ScopesInCalls.Api]);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Days];

    /// <inheritdoc />
    public override IReadOnlyList<RuleList> Lists => [Families];

    /// <inheritdoc />
    public override string FailsWhen => "A granted scope whose use calls show was not seen in use for longer than the threshold.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Remove the scope from the app, then revoke its tokens: they keep what they were given.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (policy.Scopes.Count == 0) return Verdict.Unknown("the app's scopes are not in what the org gave");
        var isListed = false;
        foreach (var scope in policy.Scopes.Each()) isListed |= setting[Families].Has(scope);
        if (!isListed) return Verdict.NotApplicable("none of its scopes is one whose use calls show");
        var span = TimeSpan.FromDays(setting[Days]);
        if (app.Org.Estate.ScopeUsage(app.Org.Org.Id, app.AppKey) is not { } usage) return Verdict.Unknown($"no usage data of the last {setting[Days]} days is read for this org");
        if (usage.Span < span) return Verdict.NotApplicable($"usage data goes back to {Day.Of(usage.Since)} only");
        string? untold = null;
        foreach (var scope in policy.Scopes.Each())
        {
            if (!setting[Families].Has(scope) || usage.IsUsed(scope, span)) continue;
            if (!ScopesInCalls.AreWhole(scope)) untold ??= $"calls do not show all use of the scope {scope}";
            else if (usage.LastUsed.Count == 0 && app.Grants?.LastUsedAt is { } grant && usage.Until - grant <= span)
                untold ??= $"a grant was used on {Day.Of(grant)}, but no call bore the app's name";
            else if (usage.LastUsed.TryGetValue(scope, out var used))
                return Verdict.Fail($"The scope {scope} was used last on {Day.Of(used)}; at most {setting[Days]} days are wanted.");
            else
                return Verdict.Fail($"The scope {scope} was not used since {Day.Of(usage.Since)}.");
        }
        return untold is null ? Verdict.Pass : Verdict.Unknown(untold);
    }
}
