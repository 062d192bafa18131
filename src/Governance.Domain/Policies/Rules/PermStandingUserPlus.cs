using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>perm.standing-user-plus: fails when A session-based set's rights are also granted permanently: by a group that holds it, or by another set of the same users.</summary>
public sealed class PermStandingUserPlus() : Rule<SetThing>("perm.standing-user-plus", ThingKind.PermissionSet, Severity.High, "Session-based rights need their session")
{
    /// <inheritdoc />
    public override string FailsWhen => "A session-based set's rights are also granted permanently: by a group that holds it, or by another set of the same users.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Take the set out of the group, or the same rights out of the other set: a session-based set in a group is active without activation.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.PermissionSets;

    /// <inheritdoc />
    public override Verdict Judge(SetThing thing, RuleSetting setting)
    {
        if (thing.Facts.HasActivationRequired != true) return Verdict.NotApplicable("it is not session-based");
        if (thing.Org.Groups.FirstOrDefault(g => g.Facts.Members.Contains(thing.Item.Key) || g.Facts.Members.Contains(thing.Facts.ApiName)) is { } group)
            return Verdict.Fail($"The group {group.Name} holds it, so it is active without activation.");
        if (thing.Org.Blind(Capability.PermissionSets) is { } blind) return Verdict.Unknown(blind);
        foreach (var holder in thing.Org.HoldersOf(thing.Item.Key))
        {
            var standing = thing.Org.SetsOf(holder).Where(s => s.Facts.HasActivationRequired != true).ToArray();
            if (thing.Facts.Permissions.Count > 0 && thing.Facts.Permissions.All(p => standing.Any(s => s.Facts.Permissions.Contains(p))))
                return Verdict.Fail($"{thing.Org.User(holder)?.Name ?? holder} has all its permissions by other sets, without activation.");
        }
        return Verdict.Pass;
    }
}
