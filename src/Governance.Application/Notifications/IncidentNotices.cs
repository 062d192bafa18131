using Governance.Application.Data;
using Governance.Application.Incidents;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Domain.Notifications;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Notifications;

/// <summary>Tells of incidents. How an incident stands is told to those limited to org groups by what lies there, and to
/// those who see all by the whole: neither learns from a notice what goes on elsewhere.</summary>
internal sealed class IncidentNotices(GovernanceDb db, NoticeBoard board, TimeProvider clock)
    : IEventHandler<IncidentDeclared>, IEventHandler<IncidentLimited>, IEventHandler<TargetsStillAlive>, IEventHandler<IncidentFollowed>, IEventHandler<IncidentHeld>, IEventHandler<IncidentLapsed>
{
    public Task HandleAsync(IncidentDeclared happened, CancellationToken ct) =>
        PostAsync(NoticeKind.IncidentDeclared, Severity.Critical, happened.Incident, Parts(happened.Targets), ct);

    public Task HandleAsync(IncidentLimited happened, CancellationToken ct) =>
        PostAsync(NoticeKind.VendorHeldElsewhere, Severity.Critical, happened.Incident, [(null, 0)], ct);

    public Task HandleAsync(TargetsStillAlive happened, CancellationToken ct) =>
        PostAsync(NoticeKind.TargetStillAlive, Severity.Critical, happened.Incident, Parts(happened.Targets), ct);

    public Task HandleAsync(IncidentHeld happened, CancellationToken ct) =>
        PostAsync(NoticeKind.IncidentNeedsSecondPerson, Severity.Critical, happened.Incident, [(null, 0)], ct);

    public Task HandleAsync(IncidentLapsed happened, CancellationToken ct) =>
        PostAsync(NoticeKind.IncidentLapsed, Severity.High, happened.Incident, Parts(happened.Targets), ct);

    public async Task HandleAsync(IncidentFollowed happened, CancellationToken ct)
    {
        var standings = await db.Targets.IgnoreQueryFilters().Where(t => t.IncidentId == happened.Incident)
            .GroupBy(t => new { t.OrgGroupId, t.State }).Select(g => new { g.Key.OrgGroupId, g.Key.State, Count = g.Count() }).ToListAsync(ct);
        if (KindOf(happened.State) is { } whole && happened.State != happened.Before)
            await PostAsync(whole, SeverityOf(whole), happened.Incident, [(null, CountOf(whole, standings.Select(s => (s.State, s.Count))))], ct);

        var told = await ToldAsync(happened.Incident, ct);
        foreach (var group in standings.GroupBy(s => s.OrgGroupId).OrderBy(g => g.Key.Value))
        {
            var targets = group.Select(s => (s.State, s.Count)).ToList();
            if (targets.Exists(t => t.State is TargetState.Planned or TargetState.Running)) continue;
            var kind = targets.Exists(t => Waits(t.State)) ? NoticeKind.IncidentWaitsForPerson : NoticeKind.IncidentContained;
            var now = (kind, CountOf(kind, targets));
            if (told.TryGetValue(group.Key, out var before) && before == now) continue;
            await board.PostAsync(new Notice(kind, SeverityOf(kind), LinkOf(happened.Incident), [(group.Key, now.Item2)], clock.GetUtcNow())
            {
                SubjectId = happened.Incident.Value,
                IsPartial = true,
            }, ct);
        }
    }

    /// <summary>What each org group was told last of how its targets stand.</summary>
    private async Task<Dictionary<OrgGroupId, (NoticeKind, int)>> ToldAsync(IncidentId incident, CancellationToken ct)
    {
        var notices = await db.Notices.IgnoreQueryFilters().AsNoTracking().Include(n => n.Parts)
            .Where(n => n.SubjectId == incident.Value && n.IsPartial).OrderBy(n => n.At).ThenBy(n => n.Id).ToListAsync(ct);
        var told = new Dictionary<OrgGroupId, (NoticeKind, int)>();
        foreach (var notice in notices)
        {
            foreach (var part in notice.Parts) told[part.OrgGroupId!.Value] = (notice.Kind, part.Count);
        }
        return told;
    }

    private Task PostAsync(NoticeKind kind, Severity severity, IncidentId incident, IEnumerable<(OrgGroupId?, int)> parts, CancellationToken ct) =>
        board.PostAsync(kind, severity, LinkOf(incident), incident.Value, parts, ct);

    private static string LinkOf(IncidentId incident) => $"/incidents/{incident.Value:D}";

    private static NoticeKind? KindOf(IncidentState state) => state switch
    {
        IncidentState.WaitingForPerson => NoticeKind.IncidentWaitsForPerson,
        IncidentState.Contained => NoticeKind.IncidentContained,
        _ => null,
    };

    private static Severity SeverityOf(NoticeKind kind) => kind == NoticeKind.IncidentContained ? Severity.Medium : Severity.High;

    private static int CountOf(NoticeKind kind, IEnumerable<(TargetState State, int Count)> targets) =>
        targets.Where(t => kind == NoticeKind.IncidentContained || Waits(t.State)).Sum(t => t.Count);

    private static bool Waits(TargetState state) => state == TargetState.WaitingForPerson || IncidentStates.IsFailed(state);

    private static IEnumerable<(OrgGroupId?, int)> Parts(IReadOnlyDictionary<OrgGroupId, int> targets) =>
        targets.OrderBy(t => t.Key.Value).Select(t => ((OrgGroupId?)t.Key, t.Value));
}
