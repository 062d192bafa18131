using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>applink.invoke-wide: fails when the permission set that lets users invoke it is held by more users than the threshold, or a profile does.</summary>
public sealed class AppLinkInvokeWide() : Rule<CatalogThing>("applink.invoke-wide", ThingKind.CatalogEntry, Severity.Medium, "Few users may invoke it")
{
    /// <summary>Most users.</summary>
    public static readonly RuleParameter Users = new("users", "users", 200);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Users];

    /// <inheritdoc />
    public override string FailsWhen => "The permission set that lets users invoke it is held by more users than the threshold, or a profile does.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Assign the set to the users of the flow, agent or page that calls it; take its credential out of profiles.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.PermissionSets;

    /// <inheritdoc />
    public override Verdict Judge(CatalogThing thing, RuleSetting setting)
    {
        if (thing.Org.Blind(Capability.PermissionSets) is { } blind) return Verdict.Unknown(blind);
        if (thing.InvokeSets.Count == 0) return Verdict.Unknown("the set that lets users invoke it was not among the sets read");
        foreach (var set in thing.InvokeSets.Each())
        {
            if (set.Facts.ProfileName is { } profile) return Verdict.Fail($"The profile {profile} lets all its users invoke it.");
        }
        var most = 0;
        foreach (var set in thing.InvokeSets.Each()) most += thing.Org.HoldersOf(set.Key).Count;
        if (most <= setting[Users]) return Verdict.Pass;
        var users = CountUsers(thing);
        return users > setting[Users] ? Verdict.Fail($"{users} users may invoke it; at most {setting[Users]} are wanted.") : Verdict.Pass;
    }

    private static int CountUsers(CatalogThing thing) =>
        thing.InvokeSets.SelectMany(s => thing.Org.HoldersOf(s.Key)).Distinct(StringComparer.Ordinal).Count();
}
