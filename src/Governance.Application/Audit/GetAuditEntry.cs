using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Audit;

/// <summary>One entry with everything it says: fields before and after, where it came from, and its place in the chain.</summary>
public static class GetAuditEntry
{
    /// <param name="Seq">Position in the chain.</param>
    [Requires(Permission.ViewAudit)]
    public sealed record Query(long Seq) : IQuery<Detail>;

    /// <param name="Row">As the list shows it.</param>
    /// <param name="Id">Ours.</param>
    /// <param name="ActorOrgGroup">"*", or the org groups the actor's rights were limited to; only those the reader sees.</param>
    /// <param name="OnBehalfOf">For whom the portal acted; null for a person's own act.</param>
    /// <param name="Session">First characters of the session's hash; null outside a session.</param>
    /// <param name="SourceIp">Null for the portal's own acts.</param>
    /// <param name="SubjectOrgGroup">Name of the subject's org group now; null when it belongs to none or is gone.</param>
    /// <param name="Request">Request it belongs to; null when to none.</param>
    /// <param name="Fields">Before and after, by name.</param>
    /// <param name="PreviousHash">Hash of the entry before, hex.</param>
    /// <param name="Hash">Its own, hex.</param>
    /// <param name="CoveredBy">The first signed head at or after it; null when none was signed yet.</param>
    public sealed record Detail(
        ListAuditEntries.Row Row, Guid Id, string ActorOrgGroup, string? OnBehalfOf, string? Session, string? SourceIp,
        string? SubjectOrgGroup, string? Request, IReadOnlyList<FieldChange> Fields, string PreviousHash, string Hash,
        Head? CoveredBy);

    /// <param name="Seq">Last entry it covers.</param>
    /// <param name="At">UTC.</param>
    /// <param name="KeyId">SHA-256 of the public key, hex.</param>
    public sealed record Head(long Seq, DateTimeOffset At, string KeyId);

    internal sealed class Handler(GovernanceDb db, CurrentActor current) : IHandler<Query, Detail>
    {
        public async Task<Result<Detail>> Handle(Query request, CancellationToken cancellationToken)
        {
            var e = await db.AuditEntries.AsNoTracking().SingleOrDefaultAsync(x => x.Seq == request.Seq, cancellationToken);
            if (e is null) return AuditProblems.NotFound(request.Seq);

            var group = e.SubjectOrgGroupId is { } id
                ? await db.OrgGroups.Where(g => g.Id == id).Select(g => g.Name).SingleOrDefaultAsync(cancellationToken)
                : null;
            var head = await db.AuditHeads.AsNoTracking().Where(h => h.Seq >= e.Seq).OrderBy(h => h.Seq).ThenBy(h => h.At)
                .Select(h => new Head(h.Seq, h.At, h.KeyId)).FirstOrDefaultAsync(cancellationToken);
            var row = new ListAuditEntries.Row(e.Seq, e.At, e.ActorId, e.ActorName, e.ActorRole, e.Action, e.SubjectType,
                e.SubjectId, e.SubjectName, e.Outcome, e.Reason, e.Incident);
            return new Detail(row, e.Id, SeenGroups.Of(e, current), e.OnBehalfOf, e.Session, e.SourceIp, group, e.Request,
                FieldChange.Between(e.Before, e.After), e.PreviousHash, e.Hash, head);
        }
    }
}
