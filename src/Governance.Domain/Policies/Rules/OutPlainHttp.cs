using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>out.plain-http: fails when an endpoint or remote site is plain HTTP, or protocol security is disabled.</summary>
public sealed class OutPlainHttp() : Rule<OutboundThing>("out.plain-http", ThingKind.Outbound, Severity.High, "Calls leave over HTTPS")
{
    /// <inheritdoc />
    public override string FailsWhen => "An endpoint or remote site is plain HTTP, or protocol security is disabled.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Change the address to HTTPS and switch Disable Protocol Security off; if the other end speaks no TLS, stop the call.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Metadata;

    /// <inheritdoc />
    public override Verdict Judge(OutboundThing thing, RuleSetting setting)
    {
        if (thing.Site is { Facts.IsActive: null }) return Verdict.Unknown("isActive is not in what the org gave");
        if (thing.Site is { Facts.IsActive: false } || thing.Credential is { Facts.IsEnabled: false }) return Verdict.NotApplicable("it is switched off");
        if (thing.Site?.Facts.DisablesProtocolSecurity == true) return Verdict.Fail("Protocol security is disabled.");
        if (thing.Url is null) return Verdict.Unknown("its address is not in what the org gave");
        if (thing.Url.AsSpan().TrimStart().StartsWith("http:", StringComparison.OrdinalIgnoreCase)) return Verdict.Fail("Its address begins with http.");
        return thing.Site is { Facts: { IsCsp: false, DisablesProtocolSecurity: null } } ? Verdict.Unknown("disableProtocolSecurity is not in what the org gave") : Verdict.Pass;
    }
}
