using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>applink.manage-holders: fails when more users than the threshold hold Manage Heroku AppLink.</summary>
public sealed class AppLinkManageHolders() : Rule<OrgPicture>("applink.manage-holders", ThingKind.Org, Severity.High, "Few may manage AppLink")
{
    /// <summary>Most users.</summary>
    public static readonly RuleParameter Users = new("users", "users", 3);

    /// <inheritdoc />
    public override IReadOnlyList<RuleParameter> Parameters => [Users];

    /// <inheritdoc />
    public override string FailsWhen => "More users than the threshold hold Manage Heroku AppLink.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Take the permission from all but named administrators: whoever holds it can connect the org to any add-on.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.PermissionSets;

    /// <inheritdoc />
    public override Verdict Judge(OrgPicture thing, RuleSetting setting)
    {
        if (thing.Blind(Capability.PermissionSets) is { } blind) return Verdict.Unknown(blind);
        return Holding.Of(thing, "ManageHerokuAppLink", setting[Users]) is not { } users ? Verdict.Unknown("the org does not know this permission")
            : users > setting[Users] ? Verdict.Fail($"{users} users hold it; at most {setting[Users]} are wanted.")
            : Verdict.Pass;
    }
}
