using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>out.mtls-port: fails when the other end is recorded as listening for mutual TLS on a port that the address lacks, or it is an org and the port is not 8443.</summary>
public sealed class OutMtlsPort() : Rule<OutboundThing>("out.mtls-port", ThingKind.Outbound, Severity.High, "Mutual TLS goes to its port")
{
    /// <summary>Where orgs listen for mutual TLS.</summary>
    public const int OrgPort = 8443;

    /// <inheritdoc />
    public override string FailsWhen => "The other end is recorded as listening for mutual TLS on a port that the address lacks, or it is an org and the port is not 8443.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Write the port into the address, as in https://host:8443: without it the call goes to 443, where no client certificate is asked for.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Metadata;

    /// <inheritdoc />
    public override Verdict Judge(OutboundThing thing, RuleSetting setting)
    {
        if (thing.Credential is not { Facts.Certificate: not null }) return Verdict.NotApplicable("no client certificate is attached");
        if (!Uri.TryCreate(thing.Url, UriKind.Absolute, out var address)) return Verdict.Unknown("its address is no absolute address, or not in what the org gave");
        // An org listens for mutual TLS there and nowhere else, whatever somebody recorded.
        if (address.IdnHost.EndsWith(".my.salesforce.com", StringComparison.OrdinalIgnoreCase))
        {
            return address.Port == OrgPort ? Verdict.Pass
                : Verdict.Fail($"The org {address.IdnHost} listens for mutual TLS on port {OrgPort}, and the address leads to {address.Port}.");
        }
        if (!thing.Org.Estate.MutualTlsPorts.TryGetValue(address.IdnHost, out var port)) return Verdict.NotApplicable($"no port is recorded for {address.IdnHost}");
        return address.Port == port ? Verdict.Pass : Verdict.Fail($"{address.IdnHost} listens for mutual TLS on port {port}, and the address leads to {address.Port}.");
    }
}
