namespace Governance.Domain.Policies.Rules;

/// <summary>auth.no-integration: fails when the grant belongs to no integration.</summary>
public sealed class AuthNoIntegration() : Rule<GrantThing>("auth.no-integration", ThingKind.Authorization, Severity.Medium, "Grants belong to an integration")
{
    /// <inheritdoc />
    public override string FailsWhen => "The grant belongs to no integration.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Confirm the proposed integration, or make one and name its owner; if nobody owns it, revoke it.
        """;

    /// <inheritdoc />
    public override Verdict Judge(GrantThing thing, RuleSetting setting) =>
        thing.IsPortalOwn ? Verdict.NotApplicable("the portal's own")
            : thing.Integrations.Count == 0 ? Verdict.Fail("No integration accounts for it.")
            : Verdict.Pass;
}
