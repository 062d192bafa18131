using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>out.cert-missing: fails when the pattern demands a client certificate, and none is attached.</summary>
public sealed class OutCertMissing() : Rule<OutboundThing>("out.cert-missing", ThingKind.Outbound, Severity.High, "Demanded certificates are attached")
{
    /// <inheritdoc />
    public override string FailsWhen => "The pattern demands a client certificate, and none is attached.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Attach the client certificate to the named credential.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Metadata;

    /// <inheritdoc />
    public override Verdict Judge(OutboundThing thing, RuleSetting setting)
    {
        if (thing.Credential is not { } credential) return Verdict.NotApplicable("it is no named credential");
        if (thing.Url is null || !Uri.TryCreate(thing.Url, UriKind.Absolute, out var address)) return Verdict.Unknown("its address is not in what the org gave");
        if (!thing.Org.Estate.MutualTlsPorts.ContainsKey(address.IdnHost)) return Verdict.NotApplicable($"no mutual TLS is recorded for {address.IdnHost}");
        return credential.Facts.Certificate is null
            ? Verdict.Fail($"{address.IdnHost} is recorded as asking for a client certificate; none is attached.")
            : Verdict.Pass;
    }
}
