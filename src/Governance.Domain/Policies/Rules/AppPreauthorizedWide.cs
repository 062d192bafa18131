using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.preauthorized-wide: fails when a selected profile or permission set is held by more users than the threshold, or is System Administrator.</summary>
public sealed class AppPreauthorizedWide() : AppRule("app.preauthorized-wide", Severity.High, "Few users may use it")
{
    /// <summary>Most users.</summary>
    public static readonly RuleParameter Users = new("users", "users", 25);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Users];

    /// <inheritdoc />
    public override string FailsWhen => "A selected profile or permission set is held by more users than the threshold, or is System Administrator.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Select a permission set of its own, held by the integration's users only.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (app.PermittedUsers is null) return app.FieldUnknown("permitted users");
        if (app.PermittedUsers == PermittedUsers.SelfAuthorized) return Verdict.NotApplicable("users authorize themselves");
        foreach (var profile in policy.Profiles.Each())
        {
            if (profile is "Admin" or "System Administrator") return Verdict.Fail("The profile System Administrator is selected.");
        }
        foreach (var set in app.OpenedBy.Each())
        {
            if (set.Facts.ProfileName == "System Administrator") return Verdict.Fail("The profile System Administrator is selected.");
        }
        if (app.Org.Blind(Capability.PermissionSets) is { } blind) return Verdict.Unknown(blind);
        foreach (var set in app.OpenedBy.Each())
        {
            if (app.Org.HoldersOf(set.Key).Count is var holders && holders > setting[Users]) return TooMany(set.Name, holders, setting);
        }
        string? unread = null;
        for (var i = 0; i < policy.PermissionSets.Count + policy.Profiles.Count; i++)
        {
            var isSet = i < policy.PermissionSets.Count;
            var name = isSet ? policy.PermissionSets[i] : policy.Profiles[i - policy.PermissionSets.Count];
            if (app.Org.SetNamed(name, isSet) is not { } set) unread ??= $"the {(isSet ? "set" : "profile")} {name} was not among those read";
            else if (app.Org.HoldersOf(set.Key).Count is var holders && holders > setting[Users]) return TooMany(set.Name, holders, setting);
        }
        return unread is null ? Verdict.Pass : Verdict.Unknown(unread);
    }

    private static Verdict TooMany(string name, int holders, RuleSetting setting) =>
        Verdict.Fail($"{name} is selected and held by {holders} users; at most {setting[Users]} are wanted.");
}
