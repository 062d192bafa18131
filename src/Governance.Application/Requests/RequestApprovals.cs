using System.Text.Json;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Counts the approvals of a request again before it is carried out: from the audit, not from rows alone, and only of people who
/// may still decide.</summary>
internal sealed class RequestApprovals(GovernanceDb db, RoleMap roles, RequestKinds kinds)
{
    /// <summary>Null when as many distinct people as are needed agreed to this content, each with an unaltered entry of their own, and every
    /// one of them may still decide on it.</summary>
    /// <param name="request">With its decisions.</param>
    /// <param name="deciding">Whoever's approval is being written just now: its entry comes with it, and the pipeline has judged their right.
    /// Null for nobody.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Problem?> CheckAsync(Request request, string? deciding, CancellationToken ct)
    {
        var id = request.Id.Value.ToString("D");
        var entries = await db.AuditEntries.AsNoTracking()
            .Where(e => e.Action == DecideRequest.Action && e.SubjectId == id && e.Outcome == AuditOutcome.Done).ToListAsync(ct);
        var audited = entries.Where(e => e.ComputeHash() == e.Hash && Says(e, request.ContentHash)).Select(e => e.ActorId).ToHashSet(StringComparer.Ordinal);
        var agreed = request.Decisions.Where(d => d.Verdict == RequestVerdict.Approve && d.ContentHash == request.ContentHash)
            .Select(d => d.PersonId).Distinct(StringComparer.Ordinal).ToArray();
        if (agreed.Length < request.Needed || agreed.Contains(request.AskedById, StringComparer.Ordinal) || !agreed.All(p => p == deciding || audited.Contains(p))) return RequestProblems.NotAudited;
        foreach (var person in agreed.Where(p => p != deciding))
        {
            if (!await MayDecideAsync(person, request, ct)) return RequestProblems.NotAudited;
        }
        return null;
    }

    // The groups last seen give no right; here they can only take one away.
    private async Task<bool> MayDecideAsync(string actorId, Request request, CancellationToken ct)
    {
        if (!Guid.TryParse(actorId[(actorId.IndexOf(':', StringComparison.Ordinal) + 1)..], out var id)) return false;
        var known = new PersonId(id);
        if (await db.People.AsNoTracking().SingleOrDefaultAsync(p => p.Id == known, ct) is not { BlockedAt: null } person) return false;
        var actor = new Actor(actorId, person.Name, person.KnownGroups.Split('\n'));
        return await RequestRights.MayDecideAsync(roles, actor, kinds.Of(request.Kind), request.OrgGroupId, ct);
    }

    private static bool Says(AuditEntry entry, string content)
    {
        if (entry.After is null) return false;
        using var after = JsonDocument.Parse(entry.After);
        return after.RootElement.TryGetProperty(DecideRequest.VerdictField, out var verdict) && verdict.GetString() == nameof(RequestVerdict.Approve)
            && after.RootElement.TryGetProperty(DecideRequest.ContentField, out var hash) && hash.GetString() == content;
    }
}
