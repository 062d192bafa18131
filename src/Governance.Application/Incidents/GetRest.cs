using Governance.Application.Authorizations;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Vendors;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;
using Governance.Domain.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>What a containment did not reach: what a vendor still holds where the person who declared it had no right to look (told to
/// responders of every org group, who are to go on, and to nobody limited to org groups), and what could not be read.</summary>
public static class GetRest
{
    internal const string Action = "incident.limited";

    /// <summary>What everybody limited to org groups reads beside a plan and an incident, whatever there is elsewhere.</summary>
    public const string OthersMayExist =
        "This covers your org groups only. Others may exist: responders who see every org group are told.";

    /// <param name="Incident">Which containment.</param>
    [Requires(Permission.RevokeInIncident)]
    public sealed record Query(IncidentId Incident) : IQuery<Rest>;

    /// <param name="Vendor">Whose authorizations were revoked; null when nothing is left to a responder who sees more.</param>
    /// <param name="Name">Of the vendor, as named at the time.</param>
    /// <param name="Within">The org groups it was declared in, by name.</param>
    /// <param name="Authorizations">What the vendor holds now in all other org groups.</param>
    /// <param name="Orgs">In how many orgs.</param>
    public sealed record Rest(VendorId? Vendor, string Name, string Within, int Authorizations, int Orgs)
    {
        internal static readonly Rest Nothing = new(null, "", "", 0, 0);

        /// <summary>What cannot be read now, where something could not be when it was declared: what it holds is unknown. As far as the
        /// asking person sees it.</summary>
        public ListAuthorizationSources.Unread Unread { get; init; } = ListAuthorizationSources.Unread.None;
    }

    /// <summary>Tells the responders who see every org group, in the act's own transaction: always when a vendor's
    /// authorizations are revoked by somebody who sees less, so that nothing shows whether others exist.</summary>
    internal static async Task TellAsync(GovernanceDb db, AuditWriter audit, CurrentActor current, Incident incident, Vendor vendor, CancellationToken ct)
    {
        if (current.Scope.All) return;
        db.Raise(new IncidentLimited(incident.Id));
        await audit.AppendAsync(AuditWriter.RecordOf(current, Action, vendor.Subject(), AuditOutcome.Done) with
        {
            Reason = "Declared by somebody limited to org groups: the vendor may hold more elsewhere.",
            Incident = incident.Name,
        }, ct);
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current) : IHandler<Query, Rest>
    {
        public async Task<Result<Rest>> Handle(Query request, CancellationToken cancellationToken)
        {
            var incident = await db.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == request.Incident, cancellationToken);
            if (incident is null) return IncidentProblems.NotFound;
            // That there was something is no secret; which, is told of what the person sees.
            var unread = await db.AuditEntries.IgnoreQueryFilters().AnyAsync(e => e.Action == RevokeAuthorizations.UnreadAction && e.Incident == incident.Name, cancellationToken)
                ? await ListAuthorizationSources.UnreadAsync(db, new AuthorizationFilter(), cancellationToken) : ListAuthorizationSources.Unread.None;
            return await ElsewhereAsync(incident, cancellationToken) with { Unread = unread };
        }

        private async Task<Rest> ElsewhereAsync(Incident incident, CancellationToken ct)
        {
            if (!current.Scope.All) return Rest.Nothing;
            var told = await db.AuditEntries.AsNoTracking().Where(e => e.Action == Action && e.Incident == incident.Name)
                .OrderBy(e => e.Seq).FirstOrDefaultAsync(ct);
            if (told is null) return Rest.Nothing;

            var vendor = new VendorId(Guid.Parse(told.SubjectId));
            var elsewhere = await db.Authorizations.Where(a => a.VendorId == vendor && a.GoneAt == null && !a.IsPortalOwn
                    && !db.Targets.Any(t => t.IncidentId == incident.Id && t.OrgGroupId == a.OrgGroupId))
                .GroupBy(a => a.OrgId).Select(g => g.Count()).ToListAsync(ct);
            return new Rest(vendor, told.SubjectName, told.ActorOrgGroup, elsewhere.Sum(), elsewhere.Count);
        }
    }
}
