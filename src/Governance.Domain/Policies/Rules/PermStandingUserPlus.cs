using Governance.Domain.Connections;
using Governance.Domain.Inventory;

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
        if (thing.Facts.HasActivationRequired is null) return Verdict.Unknown("whether it is session-based is not in what the org gave");
        if (thing.Facts.HasActivationRequired == false) return Verdict.NotApplicable("it is not session-based");
        foreach (var group in thing.Org.Groups.Each())
        {
            if (group.Facts.HasActivationRequired != true
                && (group.Facts.Members.Has(thing.Item.Key) || group.Facts.Members.Has(thing.Facts.ApiName)))
                return Verdict.Fail($"The group {group.Name} holds it, so it is active without activation.");
        }
        if (thing.Org.Blind(Capability.PermissionSets) is { } blind) return Verdict.Unknown(blind);
        if (thing.Facts.Objects is null) return Verdict.Unknown("its object rights could not be read");
        if (thing.Facts.Permissions.Count == 0 && thing.Facts.Objects.Count == 0) return Verdict.Pass;
        foreach (var holder in thing.Org.HoldersOf(thing.Item.Key).Each())
        {
            if (Stands(thing.Facts, thing.Org.SetsOf(holder))) return Verdict.Fail($"{thing.Org.User(holder)?.Name ?? holder} has all its rights by other sets, without activation.");
        }
        return Verdict.Pass;
    }

    private static bool Stands(PermissionSetFacts session, IReadOnlyList<PictureItem<PermissionSetFacts>> sets)
    {
        foreach (var permission in session.Permissions.Each())
        {
            var has = false;
            foreach (var set in sets.Each()) has |= set.Facts.HasActivationRequired != true && set.Facts.Grants(permission) == true;
            if (!has) return false;
        }
        foreach (var right in session.Objects!.Each())
        {
            bool read = false, create = false, edit = false, delete = false, viewAll = false, modifyAll = false;
            foreach (var set in sets.Each())
            {
                if (set.Facts.HasActivationRequired == true || set.Facts.Objects is not { } objects) continue;
                foreach (var other in objects.Each())
                {
                    if (other.Type != right.Type) continue;
                    (read, create, edit) = (read | other.Read, create | other.Create, edit | other.Edit);
                    (delete, viewAll, modifyAll) = (delete | other.Delete, viewAll | other.ViewAll, modifyAll | other.ModifyAll);
                }
            }
            if ((right.Read && !read) || (right.Create && !create) || (right.Edit && !edit)) return false;
            if ((right.Delete && !delete) || (right.ViewAll && !viewAll) || (right.ModifyAll && !modifyAll)) return false;
        }
        return true;
    }
}
