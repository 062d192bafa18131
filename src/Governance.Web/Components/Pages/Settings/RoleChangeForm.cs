using Governance.Application.Access;
using Governance.Domain;
using Governance.Domain.Access;

namespace Governance.Web.Components.Pages.Settings;

/// <summary>What is typed to propose a role change.</summary>
public sealed record RoleChangeForm
{
    public RoleChangeKind Kind { get; set; }

    public string Group { get; set; } = "";

    public Role Role { get; set; } = Role.Auditor;

    /// <summary>Id of the org group; empty for all.</summary>
    public string OrgGroup { get; set; } = "";

    public static RoleChangeForm Removing(ListRoleMap.Row row) =>
        new() { Kind = RoleChangeKind.Remove, Group = row.Group, Role = row.Role, OrgGroup = row.OrgGroupId?.Value.ToString("D") ?? "" };

    public ProposeRoleChange.Command ToCommand(string reason) =>
        new(Kind, Group, Role, Guid.TryParse(OrgGroup, out var id) ? new OrgGroupId(id) : null, reason);
}

/// <summary>What waits while somebody signs in again: a proposal, or the reason of a rejection.</summary>
public sealed record RoleChangeDraft(RoleChangeForm? Form, Guid? Rejecting, string? Reason);
