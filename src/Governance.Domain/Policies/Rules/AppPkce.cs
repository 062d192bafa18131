using Governance.Domain.Inventory;

namespace Governance.Domain.Policies.Rules;

/// <summary>app.pkce: fails when the authorization-code flow is usable and PKCE is demanded neither on the app nor org-wide.</summary>
public sealed class AppPkce() : AppRule("app.pkce", Severity.High, "PKCE is demanded")
{
    /// <inheritdoc />
    public override string FailsWhen => "The authorization-code flow is usable and PKCE is demanded neither on the app nor org-wide.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Switch on Require Proof Key for Code Exchange (PKCE) in the app's OAuth settings; for an external client app in its security settings.
        Ask the vendor first whether its client sends a code verifier: without one, sign-ins to the app end.
        Or demand PKCE org-wide in Setup, OAuth and OpenID Connect Settings.
        """;

    /// <inheritdoc />
    protected override Verdict Judge(AppThing app, AppPolicyFacts policy, RuleSetting setting)
    {
        if (!app.UsesAuthorizationCode) return Verdict.NotApplicable("no authorization-code flow: the app has no callback URL");
        if (policy.PkceRequired == true || app.Org.Settings?.Facts.PkceRequired == true) return Verdict.Pass;
        if (policy.PkceRequired is null) return app.FieldUnknown("isPkceRequired");
        return app.Org.Settings is { Facts.PkceRequired: false }
            ? Verdict.Fail("PKCE is off on the app and off org-wide.")
            : Verdict.Unknown("PKCE is off on the app; the org-wide setting could not be read");
    }

    /// <inheritdoc />
    protected override ControlValue? Show(AppThing app, AppPolicyFacts policy) =>
        new(OnOff(policy.PkceRequired), policy.PkceRequired != true && app.Org.Settings?.Facts.PkceRequired == true ? "on, org-wide" : null);
}
