using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.scope-full: fails when the app has the scope full, or web together with refresh tokens.</summary>
public sealed class AppScopeFull() : AppRule("app.scope-full", Severity.High, "Scopes are narrow")
{
    /// <inheritdoc />
    public override string FailsWhen => "The app has the scope full, or web together with refresh tokens.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Ask the vendor which of api, chatter_api, cdp_api and so on it really needs; remove full and web.
        Removing a scope does not change tokens already given: revoke them afterwards.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (policy.Scopes.Count == 0) return Verdict.Unknown("the app's scopes are not in what the org gave");
        if (policy.Scopes.Has("full")) return Verdict.Fail("The app has the scope full: everything its users may do.");
        return policy.Scopes.Has("web") && app.CanHoldRefreshTokens == true
            ? Verdict.Fail("The app has web and refresh tokens: it can open the user interface as its users, at any time.")
            : Verdict.Pass;
    }

    /// <inheritdoc />
    protected override ControlValue? Show(AppThing app, AppPolicyFacts policy) =>
        new(policy.Scopes.Count == 0 ? null : string.Join(", ", policy.Scopes));
}
