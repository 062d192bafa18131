using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>org.api-access-control: fails when API Access Control (admin-approved apps only) is not enabled.</summary>
public sealed class OrgApiAccessControl() : Rule<OrgPicture>("org.api-access-control", ThingKind.Org, Severity.Medium, "Only approved apps reach the org")
{
    /// <inheritdoc />
    public override string FailsWhen => "API Access Control (admin-approved apps only) is not enabled.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Have Salesforce Support enable API Access Control, approve the apps in use, then switch it on.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.Metadata;

    /// <inheritdoc />
    public override Verdict Judge(OrgPicture thing, RuleSetting setting)
    {
        return thing.Settings?.Facts.OnlyApprovedApps switch
        {
            true => Verdict.Pass,
            false => Verdict.Fail("Any app that a user consents to reaches the org."),
            null => Verdict.Unknown(thing.Blind(Capability.Metadata) ?? "enableAdminApprovedAppsOnly is not in what the org gave"),
        };
    }
}
