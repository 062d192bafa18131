using Governance.Application.Data;
using Governance.Application.Work;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Files requests of every kind: with a number, a reminder and an end.</summary>
internal static class RequestFiling
{
    /// <summary>The next number; of several filed in one transaction too.</summary>
    public static async Task<int> NextNumberAsync(GovernanceDb db, CancellationToken ct) =>
        1 + Math.Max(await db.Requests.IgnoreQueryFilters().MaxAsync(r => (int?)r.Number, ct) ?? 0, db.Requests.Local.Select(r => r.Number).DefaultIfEmpty().Max());

    /// <summary>Files what is asked for.</summary>
    public static Request File(GovernanceDb db, int number, RequestWish wish, Severity risk, (string Id, string Name) by, DateTimeOffset now)
    {
        var filed = new Request(number, wish, risk, by, now);
        db.Requests.Add(filed);
        QueueEnd(db, filed, by.Id, now);
        QueueReminder(db, filed, by.Id, now);
        return filed;
    }

    /// <summary>It ends by itself when its time, or that of its approval, has passed.</summary>
    public static void QueueEnd(GovernanceDb db, Request request, string actor, DateTimeOffset now) =>
        db.Work.Add(new WorkItem(ExpireRequestWork.WorkKind, request.Id.Value, Guid.Empty, actor, now, notBefore: request.ExpiresAt));

    /// <summary>Whoever decides is told, and reminded when half of its time has passed; the stages it goes through are found.</summary>
    public static void QueueReminder(GovernanceDb db, Request request, string actor, DateTimeOffset now)
    {
        db.Work.Add(new WorkItem(RemindOfRequestWork.WorkKind, request.Id.Value, Guid.Empty, actor, now, notBefore: now + (request.ExpiresAt - now) / 2));
        db.Raise(new RequestOpened(request, IsNew: true));
    }

    /// <summary>The stage that waits is looked at when it is to be escalated, or at once.</summary>
    public static void QueueStage(GovernanceDb db, Request request, string actor, DateTimeOffset now, DateTimeOffset? notBefore = null) =>
        db.Work.Add(new WorkItem(FollowStageWork.WorkKind, request.Id.Value, Guid.Empty, actor, now, notBefore: notBefore));
}
