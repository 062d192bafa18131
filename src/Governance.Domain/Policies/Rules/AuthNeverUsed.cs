using Governance.Domain.Authorizations;
using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>auth.never-used: fails when the grant was made longer ago than the threshold and never used.</summary>
public sealed class AuthNeverUsed() : Rule<GrantThing>("auth.never-used", ThingKind.Authorization, Severity.Medium, "Grants are taken up")
{
    /// <summary>Longest wait.</summary>
    public static readonly RuleParameter Days = new("days", "days", 7);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Days];

    /// <inheritdoc />
    public override string FailsWhen => "The grant was made longer ago than the threshold and never used.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Revoke it; whoever needs it will ask again.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Authorizations;

    /// <inheritdoc />
    public override Verdict Judge(GrantThing thing, RuleSetting setting)
    {
        if (thing.Kind != AuthorizationKind.OAuth) return Verdict.NotApplicable("AppLink does not say when it was used");
        return thing.LastUsedAt is null && thing.Now - thing.CreatedAt > TimeSpan.FromDays(setting[Days])
            ? Verdict.Fail($"Made {Day.Of(thing.CreatedAt)} and never used; at most {setting[Days]} days are wanted.")
            : Verdict.Pass;
    }
}
