using System.Text.Json;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Counts the approvals of a request again before it is carried out: from the audit, not from rows alone, stage by stage, and only of
/// people who may still decide in theirs.</summary>
internal sealed class RequestApprovals(GovernanceDb db, RoleMap roles, RequestKinds kinds, RequestReviews reviews)
{
    /// <summary>Null when in every stage as many distinct people as are needed agreed to this content, each with an unaltered entry of their own
    /// that names the stage, and those who may still decide in it are enough.</summary>
    /// <param name="request">With its decisions.</param>
    /// <param name="deciding">Whoever's approval is being written just now: its entry comes with it, and the pipeline has judged their right.
    /// Null for nobody.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<Problem?> CheckAsync(Request request, Actor? deciding, CancellationToken ct)
    {
        var id = request.Id.Value.ToString("D");
        var entries = await db.AuditEntries.AsNoTracking()
            .Where(e => e.Action == DecideRequest.Action && e.SubjectId == id && e.Outcome == AuditOutcome.Done).ToListAsync(ct);
        var audited = entries.Where(e => e.ComputeHash() == e.Hash).Select(e => (e.ActorId, Place: PlaceIn(e, request.ContentHash))).Where(e => e.Place is not null)
            .ToLookup(e => e.ActorId, e => e.Place!.Value, StringComparer.Ordinal);
        var agreed = request.Decisions.Where(d => d.Verdict == RequestVerdict.Approve && d.ContentHash == request.ContentHash).DistinctBy(d => d.PersonId).ToList();
        if (agreed.Exists(d => request.IsAskedBy(d.PersonId) || (d.PersonId != deciding?.Id && !audited[d.PersonId].Contains(new(d.Stage, d.InPlace)))))
            return RequestProblems.NotAudited;
        HashSet<Guid> still = [];
        foreach (var decision in agreed)
        {
            if (decision.PersonId == deciding?.Id || await MayDecideAsync(decision.PersonId, request, ct)) still.Add(decision.Id);
        }
        var review = await reviews.ReadAsync(request, request.Risk, deciding, ct, d => still.Contains(d.Id));
        return still.Count >= request.Needed && review.IsDone ? null : RequestProblems.NotAudited;
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

    // Entries of before there were stages name none: what they count in is the one of all who may decide.
    private static StagePlace? PlaceIn(AuditEntry entry, string content)
    {
        if (entry.After is null) return null;
        using var after = JsonDocument.Parse(entry.After);
        var fields = after.RootElement;
        string? Text(string name) => fields.TryGetProperty(name, out var value) ? value.GetString() : null;
        return Text(DecideRequest.VerdictField) == nameof(RequestVerdict.Approve) && Text(DecideRequest.ContentField) == content
            ? new StagePlace(Text(DecideRequest.StageField) ?? "", fields.TryGetProperty(DecideRequest.InPlaceField, out var inPlace) && inPlace.ValueKind == JsonValueKind.True) : null;
    }
}
