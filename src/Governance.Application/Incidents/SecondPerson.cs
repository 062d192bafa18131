using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Incidents;

/// <summary>Whether somebody else lets an incident start, where a policy asks for that above a number of targets. A request that was approved
/// had its second person already.</summary>
internal static class SecondPerson
{
    /// <summary>How an incident starts.</summary>
    internal enum Start
    {
        /// <summary>Nobody else is asked for.</summary>
        AtOnce,

        /// <summary>Somebody else is asked for, and waited for: only evidence is secured meanwhile.</summary>
        Held,

        /// <summary>Somebody else is asked for, and under an emergency sign-in nobody is waited for.</summary>
        Alone,
    }

    public static async Task<Start> StartOfAsync(
        GovernanceDb db, CurrentActor current, IReadOnlyList<OrgGroupId> groups, int targets, DateTimeOffset now, CancellationToken ct)
    {
        var bound = groups.Select(g => (OrgGroupId?)g).ToArray();
        var texts = await db.Policies.AsNoTracking().Where(p => p.Text.Contains("\"secondPersonAbove\"")
                && db.PolicyBindings.Any(b => b.PolicyId == p.Id && (b.OrgGroupId == null || bound.Contains(b.OrgGroupId))))
            .Select(p => p.Text).ToListAsync(ct);
        if (texts.Min(t => PolicyReader.Stored(t).SecondPersonAbove) is not { } above) return Start.AtOnce;
        // Several small ones, one after the other, are one.
        var (since, me) = (now - Incident.HeldFor, current.Actor.Id);
        var lately = await db.Incidents.IgnoreQueryFilters()
            .Where(i => i.DeclaredById == me && i.DeclaredAt > since && i.ConfirmedAt == null && i.LapsedAt == null && !db.Requests.IgnoreQueryFilters().Any(r => r.IncidentId == i.Id))
            .SumAsync(i => i.TargetCount, ct);
        return targets + lately <= above ? Start.AtOnce : current.Actor.IsEmergency ? Start.Alone : Start.Held;
    }

    /// <summary>Queues the work of an incident that was just declared, or what may be done while it is held.</summary>
    public static void Queue(
        GovernanceDb db, Incident incident, Start start, string actor, IEnumerable<(bool IsAtHeroku, ConnectionId Via)> places, DateTimeOffset now)
    {
        if (start == Start.Alone) incident.StartAlone();
        if (start == Start.Held)
        {
            incident.Hold();
            db.Work.Add(new WorkItem(LapseIncidentWork.WorkKind, incident.Id.Value, Guid.Empty, actor, now, notBefore: incident.HeldUntil));
            db.Raise(new IncidentHeld(incident.Id));
        }
        foreach (var (isAtHeroku, via) in places.Distinct())
        {
            db.Work.Add(start == Start.Held
                ? new WorkItem(PreserveHeld.WorkKind, incident.Id.Value, via.Value, actor, now, WorkItem.Urgent)
                : RevokeAuthorizations.WorkOn(incident.Id, isAtHeroku, via, actor, now));
        }
    }

    public static Task<bool> IsHeldAsync(GovernanceDb db, IncidentId incident, CancellationToken ct) =>
        db.Incidents.IgnoreQueryFilters().AnyAsync(i => i.Id == incident && i.HeldUntil != null && i.ConfirmedAt == null, ct);
}

/// <summary>Secures the essential evidence, and passports, of one org or Heroku account while the incident is held: reading cuts nothing.</summary>
internal sealed class PreserveHeld(GovernanceDb db, PreserveEvidence evidence, KeepPassports passports) : IWorkHandler
{
    public const string WorkKind = "preserve-held";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var (incident, via, actor) = (new IncidentId(item.SubjectId), new ConnectionId(item.PartId), Actor.System("containment", item.OnBehalfOf));
        if (await db.Targets.AnyAsync(t => t.IncidentId == incident && t.ConnectionId == via && (t.Kind == TargetKind.AppLink || t.Kind == TargetKind.AppLinkConnection), ct))
        {
            await evidence.AppLinkAsync(actor, incident, via, ct);
            return;
        }
        await evidence.EssentialAsync(actor, incident, via, ct);
        await passports.KeepAsync(actor, incident, via, ct);
    }
}
