using Governance.Application.Data;
using Governance.Application.Incidents;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Integrations;
using Governance.Domain.Notifications;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Notifications;

/// <summary>Tells owners at once that an incident cuts off what their integrations consist of: each of theirs alone, those who have signed in.</summary>
internal sealed class OwnerNotices(GovernanceDb db, NoticeBoard board, TimeProvider clock) : IEventHandler<IncidentDeclared>
{
    public async Task HandleAsync(IncidentDeclared happened, CancellationToken ct)
    {
        var owned = await db.Integrations.AsNoTracking().Include(i => i.Parts).Where(i => i.Owner != null).ToListAsync(ct);
        if (owned.Count == 0) return;
        var targets = await db.Targets.IgnoreQueryFilters().Where(t => t.IncidentId == happened.Incident)
            .Select(t => new { t.Id, t.AppName, t.Username, t.OrgId, t.OrgGroupId }).ToListAsync(ct);
        var cut = targets
            .SelectMany(t => new[] { (Kind: IntegrationPartKind.App, Key: KeyOf(t.AppName)), (Kind: IntegrationPartKind.User, Key: KeyOf(t.Username)) }
                .Where(k => k.Key.Length > 0).Select(k => (k.Kind, k.Key, t.OrgId, t.OrgGroupId, t.Id))).ToList();
        var byKey = cut.ToLookup(c => (c.Kind, c.Key));
        var touched = owned.SelectMany(i => i.Parts.SelectMany(p => byKey[(p.Kind, p.Key)].Where(c => p.Claims(c.Kind, c.OrgId, c.Key)).Select(c => (i.Owner, c.OrgGroupId, c.Id))))
            .Distinct().ToLookup(t => t.Owner!.ToLowerInvariant());
        if (touched.Count == 0) return;
        // Compared here, not by the database, whose collation may or may not fold case.
        var people = await db.People.AsNoTracking().Where(p => p.BlockedAt == null && p.Mail != null).OrderBy(p => p.Id).Select(p => new { p.Id, p.Mail }).ToListAsync(ct);
        foreach (var owner in people.Where(p => touched.Contains(p.Mail!.ToLowerInvariant())))
        {
            var parts = touched[owner.Mail!.ToLowerInvariant()].Select(t => (t.OrgGroupId, t.Id)).Distinct().GroupBy(t => t.OrgGroupId).OrderBy(g => g.Key.Value).Select(g => ((OrgGroupId?)g.Key, g.Count()));
            await board.PostAsync(new Notice(NoticeKind.IncidentTouchesYours, Severity.Critical, $"/incidents/{happened.Incident.Value:D}", parts, clock.GetUtcNow())
            {
                SubjectId = happened.Incident.Value,
                RecipientId = $"person:{owner.Id.Value:D}",
            }, ct);
        }
    }

    private static string KeyOf(string text) => Text.Comparable(text, Authorization.NameMaxLength);
}
