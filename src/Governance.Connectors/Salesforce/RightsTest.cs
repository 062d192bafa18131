using System.Text.Json;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Connections;

namespace Governance.Connectors.Salesforce;

/// <summary>Which of the needed rights the portal's user holds: one row of UserPermissionAccess, all fields in one
/// query; when the org does not know one of them, one query per right, and the unknown ones read as null.</summary>
/// <remarks>Repeatable. Source: Object Reference, UserPermissionAccess (one row: the calling user's own
/// permissions).</remarks>
internal static class RightsTest
{
    /// <summary>Salesforce's name of the right without which only own tokens are seen.</summary>
    public const string CustomizeApplication = "Customize Application";

    /// <summary>A right to ask about.</summary>
    public sealed record Right(string Name, string Field, string NeededFor, Capability? Capability = null);

    /// <summary>What reading needs.</summary>
    public static readonly IReadOnlyList<Right> OfReader =
    [
        new("API Enabled", "PermissionsApiEnabled", "every call to the org", Capability.Organization),
        new("View Setup and Configuration", "PermissionsViewSetup", "reading client apps, permission sets and "
            + "certificates"),
        new("View All Users", "PermissionsViewAllUsers", "naming the owners of authorizations"),
        new("View Roles", "PermissionsViewRoles", "placing owners in the role hierarchy"),
        new(CustomizeApplication, "PermissionsCustomizeApplication",
            "seeing all authorizations; without it the org shows the portal's own only", Capability.Authorizations),
        new("Manage Users", "PermissionsManageUsers", "reading sessions and login history, and freezing users"),
        new("View Event Log Files", "PermissionsViewEventLogFiles", "reading event data as proof after a revocation"),
        new("Modify Metadata", "PermissionsModifyMetadata", "reading the policies of client apps"),
    ];

    /// <summary>What acting needs: finding the rows just before they are revoked, and ending what hangs on them.</summary>
    public static readonly IReadOnlyList<Right> OfResponder =
    [
        new("API Enabled", "PermissionsApiEnabled", "every call to the org", Capability.Organization),
        new(CustomizeApplication, "PermissionsCustomizeApplication",
            "finding the authorizations to revoke; without it the org shows the responder's own only",
            Capability.Authorizations),
        new("View All Users", "PermissionsViewAllUsers", "telling the owners of authorizations apart"),
        new("Manage Users", "PermissionsManageUsers", "ending sessions and freezing users"),
        new("Modify Metadata", "PermissionsModifyMetadata", "shutting client apps before their authorizations are revoked"),
        new("Manage Connected Apps", "PermissionsManageRemoteAccess", "taking pre-authorizations from client apps"),
        new("Assign Permission Sets", "PermissionsAssignPermissionSets", "taking permission sets from frozen users"),
    ];

    public static async Task<Result<IReadOnlyList<RightCheck>>> AskAsync(
        OrgConversation talk, IReadOnlyList<Right> needed, CancellationToken ct)
    {
        var all = await RowAsync(talk, string.Join(", ", needed.Select(r => r.Field)), ct);
        if (all.Ok) return needed.Select(r => Check(r, OrgJson.Flag(all.Value, r.Field))).ToArray();
        if (all.Problem!.Code != RemoteCodes.NotSupported) return all.Problem;

        var checks = new List<RightCheck>();
        foreach (var right in needed)
        {
            var one = await RowAsync(talk, right.Field, ct);
            if (one.Problem is { } problem && problem.Code != RemoteCodes.NotSupported) return problem;
            checks.Add(Check(right, one.Ok ? OrgJson.Flag(one.Value, right.Field) : null));
        }
        return checks;
    }

    /// <summary>Whether Customize Application is held right now; null when the org cannot tell.</summary>
    public static Task<Result<bool?>> MayCustomizeAsync(OrgConversation talk, CancellationToken ct) => HoldsAsync(talk, "PermissionsCustomizeApplication", ct);

    /// <summary>Whether Manage Users is held right now; null when the org cannot tell.</summary>
    public static Task<Result<bool?>> MayManageUsersAsync(OrgConversation talk, CancellationToken ct) => HoldsAsync(talk, "PermissionsManageUsers", ct);

    private static async Task<Result<bool?>> HoldsAsync(OrgConversation talk, string field, CancellationToken ct)
    {
        var row = await RowAsync(talk, field, ct);
        if (row.Ok) return OrgJson.Flag(row.Value, field);
        return row.Problem!.Code == RemoteCodes.NotSupported ? (bool?)null : row.Problem;
    }

    private static RightCheck Check(Right right, bool? held) =>
        new(right.Name, held, right.NeededFor, right.Capability);

    private static async Task<Result<JsonElement>> RowAsync(OrgConversation talk, string fields, CancellationToken ct)
    {
        var page = await talk.QueryAsync($"SELECT {fields} FROM UserPermissionAccess", ct);
        if (page.Problem is { } problem) return problem;
        using var document = page.Value!;
        return OrgJson.First(document) is { } row ? row.Clone() : OrgErrors.Unreadable;
    }
}
