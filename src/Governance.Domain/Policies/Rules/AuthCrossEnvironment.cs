using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>auth.cross-environment: fails when the same client app is used for production and for other orgs.</summary>
public sealed class AuthCrossEnvironment() : Rule<GrantThing>("auth.cross-environment", ThingKind.Authorization, Severity.High, "Production keeps to itself")
{
    /// <inheritdoc />
    public override string FailsWhen => "The same client app is used for production and for other orgs.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Have the vendor use another client app, and other credentials, for sandboxes.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Authorizations;

    /// <inheritdoc />
    public override bool LooksAcrossOrgs => true;

    /// <inheritdoc />
    public override Verdict Judge(GrantThing thing, RuleSetting setting)
    {
        var production = thing.Org.Estate.ProductionOrgs.GetValueOrDefault(thing.AppKey);
        var others = thing.Org.Estate.OtherOrgs.GetValueOrDefault(thing.AppKey);
        return production > 0 && others > 0
            ? Verdict.Fail($"{thing.AppName} is used in {production} production {(production == 1 ? "org" : "orgs")} and {others} other.")
            : Verdict.Pass;
    }
}
