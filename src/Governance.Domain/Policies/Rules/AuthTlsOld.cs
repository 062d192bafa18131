namespace Governance.Domain.Policies.Rules;

/// <summary>auth.tls-old: fails when the grant was used over TLS below 1.2.</summary>
public sealed class AuthTlsOld() : Rule<GrantThing>("auth.tls-old", ThingKind.Authorization, Severity.High, "Connections use TLS 1.2 or later")
{
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
        if (thing.TlsProtocols is not { } protocols) return Verdict.Unknown("login history is not read");
        return protocols.FirstOrDefault(p => p is "TLS 1.0" or "TLS 1.1" or "SSL 3.0") is { } old ? Verdict.Fail($"Used over {old}.") : Verdict.Pass;
    }
}
