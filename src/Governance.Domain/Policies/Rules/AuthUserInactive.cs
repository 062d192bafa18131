using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>auth.user-inactive: fails when the grant belongs to a deactivated or frozen user.</summary>
public sealed class AuthUserInactive() : Rule<GrantThing>("auth.user-inactive", ThingKind.Authorization, Severity.Critical, "Grants belong to active users")
{
    /// <inheritdoc />
    public override string FailsWhen => "The grant belongs to a deactivated or frozen user.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Revoke it. Deactivating a user does not end what was given out in their name at once.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Authorizations;

    /// <inheritdoc />
    public override Verdict Judge(GrantThing thing, RuleSetting setting)
    {
        if (thing.UserIsActive == false) return Verdict.Fail($"{thing.Username} is deactivated.");
        var frozen = thing.Org.User(thing.UserId)?.Facts.IsFrozen;
        if (frozen == true) return Verdict.Fail($"{thing.Username} is frozen.");
        if (thing.UserIsActive is null) return Verdict.Unknown("the org did not say whether the user is active");
        return frozen is null ? Verdict.Unknown(thing.Org.Blind(Capability.Users) ?? "the org did not say whether the user is frozen") : Verdict.Pass;
    }
}
