using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>perm.unused: fails when no holder used an object right for longer than the threshold, where calls would show it.</summary>
/// <remarks>Calls of APIs are known, work in a browser is not: what people hold is told only of a session-based set that opens an app or a
/// credential, for those are in effect in that app's calls. A call that names no object may have used any.</remarks>
public sealed class PermUnused() : Rule<SetThing>("perm.unused", ThingKind.PermissionSet, Severity.Low, "Granted rights are used")
{
    /// <summary>Longest time without use.</summary>
    public static readonly RuleParameter Days = new("days", "days", 90);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Days];

    /// <inheritdoc />
    public override string FailsWhen => "No call of a holder used an object right for longer than the threshold.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Take the right out of the set. Ask first whether it is needed for lookups: an object that is only reached through the query of another may not be named in event data.
        """;

    /// <inheritdoc />
    public override Verdict Judge(SetThing thing, RuleSetting setting)
    {
        if (!thing.IsUserMode) return Verdict.NotApplicable("it is no user-mode set");
        if (thing.Facts.Objects is not { } objects) return Verdict.Unknown("its object rights could not be read");
        if (objects.Count == 0) return Verdict.NotApplicable("it grants no object right");
        var org = thing.Org;
        if (org.AllHolders.Of(thing.Item) is not { } holders) return Verdict.Unknown(org.Blind(Capability.PermissionSets) ?? "its holders could not be read");
        if (holders is { Users.Count: 0, AreAll: true }) return Verdict.NotApplicable("nobody holds it");
        var span = TimeSpan.FromDays(setting[Days]);
        if (org.Estate.ObjectUsage(org.Org.Id, holders.Users) is not { } usage) return Verdict.Unknown($"no usage data of the last {setting[Days]} days is read for this org");
        if (usage.Span < span) return Verdict.NotApplicable($"usage data goes back to {Day.Of(usage.Since)} only");
        foreach (var right in objects.Each())
        {
            if (usage.IsUsed(right.Type, span)) continue;
            if (Untold(thing, holders.Users, holders.AreAll, usage, span) is { } untold) return Verdict.Unknown($"{right.Type} was not seen in use, but {untold}");
            return Verdict.Fail(usage.LastUsed.TryGetValue(right.Type, out var used)
                ? $"{right.Type} was used last on {Day.Of(used)}; at most {setting[Days]} days are wanted."
                : $"{right.Type} was not used since {Day.Of(usage.Since)}.");
        }
        return Verdict.Pass;
    }

    // Why use may have gone unseen; null when it cannot have.
    private static string? Untold(SetThing thing, IReadOnlyCollection<string> users, bool areAll, Usage usage, TimeSpan span)
    {
        if (!areAll) return "not all of its holders are known";
        if (usage.UntoldAt is { } untold && usage.Until - untold <= span) return $"calls of {Day.Of(untold)} named no object";
        if (thing.Facts.HasActivationRequired == true && thing.Org.OpensSomething(thing.Item)) return null;
        foreach (var user in users)
        {
            if (thing.Org.IsIntegrationUser(user) != true) return $"{thing.Org.User(user)?.Name ?? user} may work in a browser";
        }
        return null;
    }
}
