using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>perm.changed: fails when A user-mode set changed since it was approved last.</summary>
public sealed class PermChanged() : Rule<SetThing>("perm.changed", ThingKind.PermissionSet, Severity.High, "User-mode sets change by request")
{
    /// <inheritdoc />
    public override string FailsWhen => "A user-mode set changed since it was approved last.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Look at what was added and by whom. Set it back, or have the change approved.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.PermissionSets;

    /// <inheritdoc />
    public override Verdict Judge(SetThing thing, RuleSetting setting)
    {
        // A set that was user-mode when it was approved is looked at still: taking its session away is the change that counts most.
        if (!thing.IsUserMode && thing.Item.Approved?.HasActivationRequired != true) return Verdict.NotApplicable("it is no user-mode set");
        if (thing.Item.Approved is not { } approved) return Verdict.Pass;
        return Changes(approved, thing.Facts) is { Count: > 0 } changes
            ? Verdict.Fail($"{string.Join(", ", changes.Take(8))}{(changes.Count > 8 ? $" and {changes.Count - 8} more" : "")}. Seen {Day.Of(thing.Item.ChangedAt)}, by {thing.Facts.ModifiedBy ?? "an unknown person"}.")
            : Verdict.Pass;
    }

    // A permission that was not asked for then, or is not now, is no change; the same with object rights that could not be read.
    private static List<string> Changes(PermissionSetFacts before, PermissionSetFacts now)
    {
        List<string> changes = [];
        if (before.HasActivationRequired is { } was && now.HasActivationRequired is { } isNow && was != isNow)
            changes.Add(isNow ? "session-based now" : "no longer session-based");
        changes.AddRange(now.Permissions.Where(p => before.Grants(p) == false).Select(p => $"+{p}"));
        if (before.Objects is { } objectsBefore && now.Objects is { } objectsNow)
        {
            changes.AddRange(Wider(objectsBefore, objectsNow).Select(o => $"+{o}"));
            changes.AddRange(Wider(objectsNow, objectsBefore).Select(o => $"-{o}"));
        }
        changes.AddRange(before.Permissions.Where(p => now.Grants(p) == false).Select(p => $"-{p}"));
        return changes;
    }

    private static IEnumerable<string> Wider(IReadOnlyList<ObjectRight> before, IReadOnlyList<ObjectRight> now)
    {
        foreach (var right in now.Each())
        {
            var was = before.FirstOrDefault(o => o.Type == right.Type);
            if (was == right) continue;
            var added = Words(right).Except(was is null ? [] : Words(was)).ToArray();
            if (added.Length > 0) yield return $"{right.Type} ({string.Join(", ", added)})";
        }
    }

    private static IEnumerable<string> Words(ObjectRight right)
    {
        if (right.Read) yield return "read";
        if (right.Create) yield return "create";
        if (right.Edit) yield return "edit";
        if (right.Delete) yield return "delete";
        if (right.ViewAll) yield return "view all";
        if (right.ModifyAll) yield return "modify all";
    }
}
