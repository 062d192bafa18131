using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>perm.changed: fails when A user-mode set changed since it was approved last.</summary>
public sealed class PermChanged() : Rule<SetThing>("perm.changed", ThingKind.PermissionSet, Severity.High, "User-mode sets change by request")
{
    private static IEnumerable<string> Wider(PermissionSetFacts before, PermissionSetFacts after)
    {
        foreach (var now in after.Objects ?? [])
        {
            var was = before.Objects?.FirstOrDefault(o => o.Type == now.Type);
            if (was != now && (was is null || Weight(now) > Weight(was))) yield return $"+{now.Type}";
        }

        static int Weight(ObjectRight right) => new[] { right.Read, right.Create, right.Edit, right.Delete, right.ViewAll, right.ModifyAll }.Count(r => r);
    }

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
        if (!thing.IsUserMode) return Verdict.NotApplicable("it is no user-mode set");
        if (thing.Item.Approved is not { } approved) return Verdict.Pass;
        string[] added = [.. thing.Facts.Permissions.Except(approved.Permissions).Select(p => $"+{p}"), .. Wider(approved, thing.Facts)];
        string[] removed = [.. approved.Permissions.Except(thing.Facts.Permissions).Select(p => $"-{p}"), .. Wider(thing.Facts, approved).Select(r => "-" + r[1..])];
        return added.Length + removed.Length == 0 ? Verdict.Pass
            : Verdict.Fail($"{string.Join(", ", added.Concat(removed).Take(8))}. Seen {Day.Of(thing.Item.ChangedAt)}, by {thing.Facts.ModifiedBy ?? "an unknown person"}.");
    }
}
