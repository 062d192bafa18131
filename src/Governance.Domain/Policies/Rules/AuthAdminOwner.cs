using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>auth.admin-owner: fails when the grant's owner holds Modify All Data, View All Data or Manage Users.</summary>
public sealed class AuthAdminOwner() : Rule<GrantThing>("auth.admin-owner", ThingKind.Authorization, Severity.Critical, "No grant holds an administrator's rights")
{
    /// <inheritdoc />
    public override string FailsWhen => "The grant's owner holds Modify All Data, View All Data or Manage Users.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Have the app connect as a user who holds what it needs and no more, then revoke this grant.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.PermissionSets;

    /// <inheritdoc />
    public override Verdict Judge(GrantThing thing, RuleSetting setting)
    {
        if (thing.Org.Blind(Capability.PermissionSets) is { } blind) return Verdict.Unknown(blind);
        if (thing.Org.SetsOf(thing.UserId).Count == 0) return Verdict.Unknown($"no profile or permission set of {thing.Username} was among those read");
        return thing.Org.AdminPermissionsOf(thing.UserId) is { Count: > 0 } rights ? Verdict.Fail($"{thing.Username} holds {string.Join(", ", rights)}.") : Verdict.Pass;
    }
}
