using System.Text.Json;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Counts the approvals of a request again before it is carried out: from the audit, not from rows alone, and only of people who
/// may still decide.</summary>
internal sealed class RequestApprovals(GovernanceDb db, RoleMap roles)
{
    /// <summary>Null when as many distinct people as are needed agreed to this content, each with an unaltered entry of their own, and every
    /// one of them may still decide on it.</summary>
    public async Task<Problem?> CheckAsync(Request request, CancellationToken ct)
    {
        var id = request.Id.Value.ToString("D");
        var entries = await db.AuditEntries.AsNoTracking()
            .Where(e => e.Action == DecideRequest.Action && e.SubjectId == id && e.Outcome == AuditOutcome.Done).ToListAsync(ct);
        var audited = entries.Where(e => e.ComputeHash() == e.Hash && Says(e, request.ContentHash)).Select(e => e.ActorId).ToHashSet(StringComparer.Ordinal);
        var agreed = request.Decisions.Where(d => d.Verdict == RequestVerdict.Approve && d.ContentHash == request.ContentHash)
            .Select(d => d.PersonId).Distinct(StringComparer.Ordinal).ToArray();
        if (agreed.Length < request.Needed || agreed.Contains(request.AskedById, StringComparer.Ordinal) || !agreed.All(audited.Contains)) return RequestProblems.NotAudited;
        foreach (var person in agreed)
        {
            if (!await MayDecideAsync(person, request.OrgGroupId, ct)) return RequestProblems.NotAudited;
        }
        return null;
    }

    // The groups last seen give no right; here they can only take one away.
    private async Task<bool> MayDecideAsync(string actorId, OrgGroupId? group, CancellationToken ct)
    {
        if (!Guid.TryParse(actorId[(actorId.IndexOf(':', StringComparison.Ordinal) + 1)..], out var id)) return false;
        var known = new PersonId(id);
        if (await db.People.AsNoTracking().SingleOrDefaultAsync(p => p.Id == known, ct) is not { BlockedAt: null } person) return false;
        var rights = await roles.RightsOfAsync(new Actor(actorId, person.Name, person.KnownGroups.Split('\n')), Permission.DecideRequest, ct);
        return rights.Allowed && rights.Scope.Sees(group);
    }

    private static bool Says(AuditEntry entry, string content)
    {
        if (entry.After is null) return false;
        using var after = JsonDocument.Parse(entry.After);
        return after.RootElement.TryGetProperty(DecideRequest.VerdictField, out var verdict) && verdict.GetString() == nameof(RequestVerdict.Approve)
            && after.RootElement.TryGetProperty(DecideRequest.ContentField, out var hash) && hash.GetString() == content;
    }
}
