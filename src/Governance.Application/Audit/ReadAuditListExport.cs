using System.Globalization;
using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Audit;

/// <summary>One page of a started CSV export: newest first, within the org groups the actor holds at this moment.</summary>
public static class ReadAuditListExport
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 1000;

    /// <summary>The first line.</summary>
    public static readonly string Header = Csv.Line("seq", "at", "actor id", "actor", "role", "org groups", "on behalf of",
        "action", "subject type", "subject id", "subject", "outcome", "reason", "before", "after", "incident", "session",
        "source ip", "previous hash", "hash");

    /// <param name="ExportId">From <see cref="ExportAuditList"/>.</param>
    /// <param name="Filter">The one it was started with; another is refused.</param>
    /// <param name="Below">Number the page before ended at; null for the first, which begins with the header.</param>
    [Requires(Permission.ExportAudit)]
    public sealed record Query(Guid ExportId, AuditFilter Filter, long? Below) : IQuery<Page>;

    /// <param name="Lines">RFC 4180 records without line ends.</param>
    /// <param name="Next">Where to go on; null after the last page.</param>
    public sealed record Page(IReadOnlyList<string> Lines, long? Next);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(c => c.Filter).NotNull().SetValidator(new AuditFilterValidator());
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, TimeProvider clock) : IHandler<Query, Page>
    {
        public async Task<Result<Page>> Handle(Query request, CancellationToken cancellationToken)
        {
            var grant = await ExportGrant.FindAsync(
                db, current, clock.GetUtcNow(), ExportAuditList.Action, request.ExportId, cancellationToken);
            if (grant is null || grant.FilterFingerprint != request.Filter.Fingerprint()) return AuditProblems.ExportGone;

            var below = request.Below ?? grant.ToSeq + 1;
            var entries = await request.Filter.Apply(db.AuditEntries.AsNoTracking()).Where(e => e.Seq < below)
                .OrderByDescending(e => e.Seq).Take(PageSize).ToListAsync(cancellationToken);
            var lines = entries.Select(LineOf);
            return new Page([.. request.Below is null ? lines.Prepend(Header) : lines],
                entries.Count < PageSize ? null : entries[^1].Seq);
        }

        private string LineOf(AuditEntry e) => Csv.Line(
            e.Seq.ToString(CultureInfo.InvariantCulture),
            CanonicalJson.Moment(e.At),
            e.ActorId, e.ActorName, e.ActorRole, SeenGroups.Of(e, current), e.OnBehalfOf, e.Action, e.SubjectType, e.SubjectId,
            e.SubjectName, e.Outcome.ToString(), e.Reason, e.Before, e.After, e.Incident, e.Session, e.SourceIp,
            e.PreviousHash, e.Hash);
    }
}
