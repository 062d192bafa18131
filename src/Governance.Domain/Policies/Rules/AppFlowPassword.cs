using Governance.Domain.Connections;
using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.flow-password: fails when the username-password flow is usable with this app.</summary>
public sealed class AppFlowPassword() : AppRule("app.flow-password", Severity.High, "No username-password flow")
{
    /// <inheritdoc />
    public override string FailsWhen => "The username-password flow is usable with this app.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Block the username-password flow in Setup, OAuth and OpenID Connect Settings: it is org-wide.
        Move clients that use it to JWT bearer or client credentials first.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        return app.Org.Settings?.Facts.PasswordFlowBlocked switch
        {
            true => Verdict.Pass,
            false => Verdict.Fail("The org allows the username-password flow, so this app takes passwords."),
            null => Verdict.Unknown(app.Org.Blind(Capability.Metadata) ?? "blockOAuthUnPwFlow is not in what the org gave"),
        };
    }
}
