using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.high-assurance-integration: fails when a high-assurance session is required of an app that an integration user uses: it will fail.</summary>
public sealed class AppHighAssurance() : AppRule("app.high-assurance-integration", Severity.Medium, "Integration users can get a session")
{
    /// <inheritdoc />
    public override string FailsWhen => "A high-assurance session is required of an app that an integration user uses: it will fail.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Set the required session level to Standard for this app, or let only persons use it.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (policy.SessionLevel is null) return Verdict.NotApplicable("no session level is required");
        if (policy.SessionLevel != "HIGH_ASSURANCE") return Verdict.Pass;
        if (app.Grants is not { Owners: { Count: > 0 } owners })
            return app.Org.Blind(Capability.Authorizations) is { } blind ? Verdict.Unknown(blind) : Verdict.NotApplicable("nobody holds a grant of it");
        var isUnread = false;
        foreach (var owner in owners.Each())
        {
            var isIntegration = app.Org.IsIntegrationUser(owner);
            if (isIntegration == true)
                return Verdict.Fail($"A high-assurance session is required, and the integration user {app.Org.User(owner)?.Name ?? owner} cannot get one.");
            isUnread |= isIntegration is null;
        }
        return isUnread ? Verdict.Unknown(app.Org.Blind(Capability.Users) ?? "not every owner of a grant could be read") : Verdict.Pass;
    }
}
