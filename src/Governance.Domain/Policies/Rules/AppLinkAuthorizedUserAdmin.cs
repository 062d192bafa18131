using Governance.Domain.Authorizations;
using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>applink.authorized-user-admin: fails when authorized-user mode runs as an administrator or a person.</summary>
public sealed class AppLinkAuthorizedUserAdmin() : Rule<GrantThing>("applink.authorized-user-admin", ThingKind.Authorization, Severity.Critical, "Authorized-user mode runs as a small user")
{
    /// <inheritdoc />
    public override string FailsWhen => "Authorized-user mode runs as an administrator or a person.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Make an integration user with the rights this code needs, authorize as that user, then remove this authorization.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Users;

    /// <inheritdoc />
    public override Verdict Judge(GrantThing thing, RuleSetting setting)
    {
        if (thing.Kind != AuthorizationKind.AppLink) return Verdict.NotApplicable("it is no AppLink authorization");
        if (thing.Org.AdminPermissionsOf(thing.UserId) is { Count: > 0 } rights) return Verdict.Fail($"It runs as {thing.Username}, who holds {string.Join(", ", rights)}.");
        return thing.Org.IsIntegrationUser(thing.UserId) switch
        {
            false => Verdict.Fail($"It runs as {thing.Username}, who is no integration user."),
            null => Verdict.Unknown(thing.Org.Blind(Capability.Users) ?? $"the user {thing.Username} was not among the users read"),
            true => thing.Org.Blind(Capability.PermissionSets) is { } blind ? Verdict.Unknown(blind) : Verdict.Pass,
        };
    }
}
