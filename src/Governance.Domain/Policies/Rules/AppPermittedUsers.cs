using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.permitted-users: fails when any user may authorize the app themselves.</summary>
public sealed class AppPermittedUsers() : AppRule("app.permitted-users", Severity.High, "Only approved users may use it")
{
    /// <inheritdoc />
    public override string FailsWhen => "Any user may authorize the app themselves.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Set Permitted Users to Admin approved users are pre-authorized.
        Select a permission set that holds the integration's users first: everybody else is shut out at once.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        return app.PermittedUsers switch
        {
            PermittedUsers.AdminApproved => Verdict.Pass,
            PermittedUsers.SelfAuthorized => Verdict.Fail("All users may authorize the app themselves."),
            _ => app.FieldUnknown("permitted users"),
        };
    }

    /// <inheritdoc />
    protected override ControlValue? Show(AppThing app, AppPolicyFacts policy) =>
        new(app.PermittedUsers switch { PermittedUsers.AdminApproved => "admin approved", PermittedUsers.SelfAuthorized => "self-authorized", _ => null });
}
