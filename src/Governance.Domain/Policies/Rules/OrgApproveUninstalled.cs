using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>org.approve-uninstalled: fails when more users than the threshold hold Approve Uninstalled Connected Apps.</summary>
public sealed class OrgApproveUninstalled() : Rule<OrgPicture>("org.approve-uninstalled", ThingKind.Org, Severity.High, "Few may approve uninstalled apps")
{
    /// <summary>Most users.</summary>
    public static readonly RuleParameter Users = new("users", "users", 2);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Users];

    /// <inheritdoc />
    public override string FailsWhen => "More users than the threshold hold Approve Uninstalled Connected Apps.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Take the permission from all but two named administrators: whoever holds it can be talked into letting any app in.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.PermissionSets;

    /// <inheritdoc />
    public override Verdict Judge(OrgPicture thing, RuleSetting setting)
    {
        if (thing.Blind(Capability.PermissionSets) is { } blind) return Verdict.Unknown(blind);
        return Holding.Of(thing, "CanApproveUninstalledApps", setting[Users]) is not { } users ? Verdict.Unknown("the org does not know this permission")
            : users > setting[Users] ? Verdict.Fail($"{users} users hold it; at most {setting[Users]} are wanted.")
            : Verdict.Pass;
    }
}
