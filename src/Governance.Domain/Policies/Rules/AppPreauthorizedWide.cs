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
        if (policy.PermittedUsers is null) return app.FieldUnknown("permitted users");
        if (policy.PermittedUsers == PermittedUsers.SelfAuthorized) return Verdict.NotApplicable("users authorize themselves");
        if (policy.Profiles.Contains("Admin") || policy.Profiles.Contains("System Administrator") || app.OpenedBy.Any(s => s.Facts.ProfileName == "System Administrator"))
            return Verdict.Fail("The profile System Administrator is selected.");
        if (app.Org.Blind(Capability.PermissionSets) is { } blind) return Verdict.Unknown(blind);
        foreach (var set in app.OpenedBy)
        {
            var holders = app.Org.HoldersOf(set.Key).Count();
            if (holders > setting[Users]) return Verdict.Fail($"{set.Name} is selected and held by {holders} users; at most {setting[Users]} are wanted.");
        }
        return Verdict.Pass;
    }
}
