using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>auth.tls-old: fails when the grant was used over TLS below 1.2.</summary>
public sealed class AuthTlsOld() : Rule<GrantThing>("auth.tls-old", ThingKind.Authorization, Severity.High, "Connections use TLS 1.2 or later")
{
    /// <inheritdoc />
    public override Capability? Source => Capability.Logins;

    /// <inheritdoc />
    public override string FailsWhen => "The grant was used over TLS below 1.2.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Have the vendor update its client: Salesforce refuses older TLS, so something stands between.
        """;

    /// <inheritdoc />
    public override Verdict Judge(GrantThing thing, RuleSetting setting)
    {
        if (thing.TlsProtocols is not { } protocols) return Verdict.Unknown(thing.Org.Unread(Capability.Logins) ?? "login history is not read");
        string? odd = null;
        foreach (var protocol in protocols.Each())
        {
            if (protocol is "TLS 1.0" or "TLS 1.1" or "TLSv1" or "TLSv1.0" or "TLSv1.1" || protocol.StartsWith("SSL", StringComparison.OrdinalIgnoreCase))
                return Verdict.Fail($"Used over {protocol}.");
            if (protocol is not ("TLS 1.2" or "TLS 1.3" or "TLSv1.2" or "TLSv1.3")) odd = protocol;
        }
        return odd is null ? Verdict.Pass : Verdict.Unknown($"login history says {odd}, which is no version of TLS known here");
    }
}
