using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>auth.human-owner: fails when A grant of an integration belongs to a person, not to an integration user.</summary>
public sealed class AuthHumanOwner() : Rule<GrantThing>("auth.human-owner", ThingKind.Authorization, Severity.High, "Integrations use integration users")
{
    /// <inheritdoc />
    public override string FailsWhen => "A grant of an integration belongs to a person, not to an integration user.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Make an integration user with the rights this integration needs, have the vendor connect as that user, then revoke this grant.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Users;

    /// <inheritdoc />
    public override Verdict Judge(GrantThing thing, RuleSetting setting)
    {
        if (thing.Integrations.Count == 0) return Verdict.NotApplicable("it belongs to no integration");
        return thing.Org.IsIntegrationUser(thing.UserId) switch
        {
            true => Verdict.Pass,
            false => Verdict.Fail($"{thing.Username} is a person."),
            null => Verdict.Unknown(thing.Org.Blind(Capability.Users) ?? thing.Org.Blind(Capability.PermissionSets) ?? "the owner, or licence and profile of the owner, was not read"),
        };
    }
}
