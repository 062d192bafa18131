using Governance.Domain.Connections;

namespace Governance.Domain.Policies.Rules;

/// <summary>perm.dangerous: fails when A user-mode permission set grants a dangerous permission.</summary>
public sealed class PermDangerous() : Rule<SetThing>("perm.dangerous", ThingKind.PermissionSet, Severity.Critical, "User-mode sets grant nothing dangerous")
{
    /// <summary>Taken to be dangerous, by API name.</summary>
    public static readonly RuleList Dangerous = new(
        "permissions",
        [
            "ModifyAllData", "ViewAllData", "ManageUsers", "AuthorApex", "CustomizeApplication", "BulkApiHardDelete", "CanApproveUninstalledApps",
            "ManageCertificates", "ViewClientSecret",
        ]);

    /// <inheritdoc />
    public override IReadOnlyList<RuleList> Lists => [Dangerous];

    /// <inheritdoc />
    public override string FailsWhen => "A user-mode permission set grants a dangerous permission.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Take the permission out of the set. If the integration fails then, ask what it needs it for: mostly one object, not all data.
        """;

    /// <inheritdoc />
    public override Capability? Source => Capability.PermissionSets;

    /// <inheritdoc />
    public override Verdict Judge(SetThing thing, RuleSetting setting)
    {
        if (!thing.IsUserMode) return Verdict.NotApplicable("it is no user-mode set");
        List<string>? found = null;
        string? unasked = null;
        var asked = 0;
        foreach (var permission in setting[Dangerous].Each())
        {
            var grants = thing.Facts.Grants(permission);
            if (grants is not null) asked++;
            if (grants == true) (found ??= []).Add(permission);
            // Those of the catalogue are always asked for: an org that does not answer does not have them. Others nobody asked for.
            if (grants is null && !Dangerous.Default.Has(permission)) unasked ??= permission;
        }
        if (found is not null) return Verdict.Fail($"It grants {string.Join(", ", found)}.");
        if (asked == 0) return Verdict.Unknown("its user permissions could not be read");
        return unasked is null ? Verdict.Pass : Verdict.Unknown($"the portal does not ask for {unasked}");
    }
}
