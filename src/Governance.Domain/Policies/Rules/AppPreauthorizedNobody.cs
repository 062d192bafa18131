using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.preauthorized-nobody: fails when only approved users may use the app, and no profile or permission set is selected.</summary>
public sealed class AppPreauthorizedNobody() : AppRule("app.preauthorized-nobody", Severity.Medium, "Somebody may use it")
{
    /// <inheritdoc />
    public override string FailsWhen => "Only approved users may use the app, and no profile or permission set is selected.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Select the permission set of the integration's users, or switch the app off: it is dead, or will be at the next sign-in.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (app.PermittedUsers is null) return app.FieldUnknown("permitted users");
        if (app.PermittedUsers == PermittedUsers.SelfAuthorized) return Verdict.NotApplicable("users authorize themselves");
        if (policy.PermissionSets.Count > 0 || policy.Profiles.Count > 0 || app.OpenedBy.Count > 0) return Verdict.Pass;
        return app.Org.Blind(Capability.PermissionSets) is { } blind
            ? Verdict.Unknown(blind)
            : Verdict.Fail("Admin-approved users only, and no profile or permission set is selected.");
    }
}
