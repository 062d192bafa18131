using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.scope-unused: fails when a granted scope family was not seen in use for longer than the threshold.</summary>
public sealed class AppScopeUnused() : AppRule("app.scope-unused", Severity.Medium, "Granted scopes are used")
{
    /// <summary>Longest time without use.</summary>
    public static readonly RuleParameter Days = new("days", "days", 90);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Days];

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
        return policy.Scopes.Count == 0
            ? Verdict.Unknown("the app's scopes are not in what the org gave")
            : Verdict.Unknown($"no usage data of the last {setting[Days]} days is read for this org");
    }
}
