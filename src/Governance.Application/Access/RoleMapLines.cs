using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>The role map as a whole: its version, its lock, and the line that must not go.</summary>
internal static class RoleMapLines
{
    /// <summary>How far back a sign-in still says which groups somebody is in.</summary>
    public static readonly TimeSpan Lately = TimeSpan.FromDays(90);

    /// <summary>Locks the map's rows until the transaction ends, then loads them: of two removals the second must see
    /// what the first has left.</summary>
    public static async Task<List<RoleAssignment>> LockAsync(GovernanceDb db, CancellationToken ct)
    {
        await db.RoleAssignments.ExecuteUpdateAsync(s => s.SetProperty(a => a.Role, a => a.Role), ct);
        return await db.RoleAssignments.ToListAsync(ct);
    }

    /// <summary>SHA-256 over all lines, hex: what a person had seen when they decided.</summary>
    public static string VersionOf(IEnumerable<RoleAssignment> lines) => Text.Sha256(
        string.Join('\n', lines.Select(l => $"{l.Id:D} {l.Role} {l.OrgGroupId?.Value:D} {l.Group}").Order(StringComparer.Ordinal)));

    /// <summary>The line that this is about; null when the map has none.</summary>
    public static RoleAssignment? LineOf(IEnumerable<RoleAssignment> lines, string group, Role role, OrgGroupId? orgGroup) =>
        lines.FirstOrDefault(l => string.Equals(l.Group, group, StringComparison.Ordinal) && l.Role == role && l.OrgGroupId == orgGroup);

    /// <summary>Why the map can't be changed so; null when it can.</summary>
    public static Problem? RefusalOf(List<RoleAssignment> lines, RoleChangeKind kind, string group, Role role, OrgGroupId? orgGroup)
    {
        var line = LineOf(lines, group, role, orgGroup);
        if (kind == RoleChangeKind.Add) return line is null ? null : RoleChangeProblems.Exists;
        if (line is null) return RoleChangeProblems.Missing;
        return IsWholeAdmin(line) && lines.Count(IsWholeAdmin) == 1 ? RoleChangeProblems.LastPortalAdmin : null;
    }

    /// <summary>Everybody who signed in lately.</summary>
    public static Task<List<Person>> PeopleAsync(GovernanceDb db, DateTimeOffset now, CancellationToken ct)
    {
        var since = now - Lately;
        return db.People.AsNoTracking().Where(p => p.LastSignInAt >= since).ToListAsync(ct);
    }

    /// <summary>The change as an audit entry names it.</summary>
    public static AuditSubject SubjectOf(RoleChange change) =>
        new("role-change", change.Id.ToString("D"), $"{change.Kind} {AccessProblems.RoleName(change.Role)}");

    /// <summary>Org group by name; null for all.</summary>
    public static async Task<string?> NameAsync(GovernanceDb db, OrgGroupId? id, CancellationToken ct) =>
        id is null ? null : await db.OrgGroups.Where(g => g.Id == id).Select(g => g.Name).SingleOrDefaultAsync(ct);

    /// <summary>Who acts, as a role change keeps them; null for jobs and the command line.</summary>
    public static (string Id, string Name)? PersonOf(CurrentActor current) =>
        current.Actor.IsPerson ? (current.Actor.Id, current.Actor.Name) : null;

    private static bool IsWholeAdmin(RoleAssignment line) => line is { Role: Role.PortalAdmin, OrgGroupId: null };
}
