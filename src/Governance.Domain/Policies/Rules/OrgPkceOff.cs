using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>org.pkce-off: fails when org-wide PKCE is off.</summary>
public sealed class OrgPkceOff() : Rule<OrgPicture>("org.pkce-off", ThingKind.Org, Severity.Low, "PKCE is demanded org-wide")
{
    /// <inheritdoc />
    public override string FailsWhen => "Org-wide PKCE is off.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Demand PKCE in Setup, OAuth and OpenID Connect Settings, once every app sends a code verifier.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Metadata;

    /// <inheritdoc />
    public override Verdict Judge(OrgPicture thing, RuleSetting setting)
    {
        return thing.Settings?.Facts.PkceRequired switch
        {
            true => Verdict.Pass,
            false => Verdict.Fail("PKCE is left to each app."),
            null => Verdict.Unknown(thing.Blind(Capability.Metadata) ?? "isPkceRequired is not in what the org gave"),
        };
    }
}
