using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.flow-implicit: fails when the user-agent (implicit) flow is usable with this app.</summary>
public sealed class AppFlowImplicit() : AppRule("app.flow-implicit", Severity.High, "No user-agent flow")
{
    /// <inheritdoc />
    public override string FailsWhen => "The user-agent (implicit) flow is usable with this app.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Block the user-agent flow in Setup, OAuth and OpenID Connect Settings: it is org-wide.
        Move browser and mobile clients to the authorization-code flow with PKCE first.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (!app.UsesAuthorizationCode) return Verdict.NotApplicable("the app has no callback URL");
        return app.Org.Settings?.Facts.UserAgentFlowBlocked switch
        {
            true => Verdict.Pass,
            false => Verdict.Fail("The org allows the user-agent flow, so this app's tokens may travel in addresses."),
            null => Verdict.Unknown(app.Org.Blind(Capability.Metadata) ?? "blockOAuthUsrAgtFlow is not in what the org gave"),
        };
    }
}
