using Governance.Domain.Authorizations;
using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>auth.stale: fails when the grant was not used for longer than the threshold.</summary>
public sealed class AuthStale() : Rule<GrantThing>("auth.stale", ThingKind.Authorization, Severity.High, "Grants are used")
{
    /// <summary>Longest time without use.</summary>
    public static readonly RuleParameter Days = new("days", "days", 30);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Days];

    /// <inheritdoc />
    public override string FailsWhen => "The grant was not used for longer than the threshold.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Ask the integration's owner whether it is still needed, then revoke it: a token nobody uses is one nobody misses.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Authorizations;

    /// <inheritdoc />
    public override Verdict Judge(GrantThing thing, RuleSetting setting) =>
        thing.LastUsedAt is null && thing.Kind != AuthorizationKind.OAuth ? Verdict.NotApplicable("AppLink does not say when it was used")
            : thing.LastUsedAt is not { } used ? Verdict.NotApplicable("never used")
            : thing.Now - used > TimeSpan.FromDays(setting[Days]) ? Verdict.Fail($"Last used {Day.Of(used)}, {(int)(thing.Now - used).TotalDays} days ago; at most {setting[Days]} are wanted.")
            : Verdict.Pass;
}
