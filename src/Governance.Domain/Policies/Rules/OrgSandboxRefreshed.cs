using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>org.sandbox-refreshed: fails when the org id or instance moved, so that links must be made anew.</summary>
public sealed class OrgSandboxRefreshed() : Rule<OrgPicture>("org.sandbox-refreshed", ThingKind.Org, Severity.High, "Links lead to the org they were made for")
{
    /// <inheritdoc />
    public override string FailsWhen => "The org id or instance moved, so that links must be made anew.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Reconnect the org; then make AppLink connections, callbacks and named credentials that led to it anew.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Organization;

    /// <inheritdoc />
    public override Verdict Judge(OrgPicture thing, RuleSetting setting) =>
        thing.Org.Moved ? Verdict.Fail("Another org answers at its address than the one that was connected.") : Verdict.Pass;
}
