using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>out.legacy-credential: fails when A legacy named credential holds a password or a stored OAuth token.</summary>
public sealed class OutLegacyCredential() : Rule<OutboundThing>("out.legacy-credential", ThingKind.Outbound, Severity.Medium, "Credentials are in the new model")
{
    /// <inheritdoc />
    public override string FailsWhen => "A legacy named credential holds a password or a stored OAuth token.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Make an external credential and a named credential of the new model, move the callers, delete the old one, change the password.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Metadata;

    /// <inheritdoc />
    public override Verdict Judge(OutboundThing thing, RuleSetting setting)
    {
        if (thing.Credential is not { } credential) return Verdict.NotApplicable("it is no named credential");
        if (credential.Facts.Type is null) return Verdict.Unknown("its type is not in what the org gave");
        if (credential.Facts.Type != "Legacy") return Verdict.Pass;
        if (credential.Facts.Protocol is null) return Verdict.Unknown("its protocol is not in what the org gave");
        return credential.Facts.Protocol is "Password" or "Basic" or "Oauth"
            ? Verdict.Fail($"A legacy named credential of the protocol {credential.Facts.Protocol}.")
            : Verdict.Pass;
    }
}
