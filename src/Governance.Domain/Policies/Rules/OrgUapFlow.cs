using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>org.uap-flow: fails when the username-password or user-agent flow is allowed org-wide.</summary>
public sealed class OrgUapFlow() : Rule<OrgPicture>("org.uap-flow", ThingKind.Org, Severity.High, "Old flows are blocked")
{
    /// <inheritdoc />
    public override string FailsWhen => "The username-password or user-agent flow is allowed org-wide.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Block both in Setup, OAuth and OpenID Connect Settings, after moving the clients that use them.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Metadata;

    /// <inheritdoc />
    public override Verdict Judge(OrgPicture thing, RuleSetting setting)
    {
        if (thing.Settings?.Facts is not { } settings) return Verdict.Unknown(thing.Blind(Capability.Metadata) ?? "the org's OAuth settings are not in what it gave");
        return settings switch
        {
            { PasswordFlowBlocked: false, UserAgentFlowBlocked: false } => Verdict.Fail("Allowed: the username-password and the user-agent flow."),
            { PasswordFlowBlocked: false } => Verdict.Fail("Allowed: the username-password flow."),
            { UserAgentFlowBlocked: false } => Verdict.Fail("Allowed: the user-agent flow."),
            { PasswordFlowBlocked: true, UserAgentFlowBlocked: true } => Verdict.Pass,
            _ => Verdict.Unknown("blockOAuthUnPwFlow or blockOAuthUsrAgtFlow is not in what the org gave"),
        };
    }
}
