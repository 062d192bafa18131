using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Notifications;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Notifications;

/// <summary>Which notices somebody is told, by the rights they hold now: judged whenever the inbox is read and a mail is
/// sent, never when the notice was put up.</summary>
internal sealed class NoticeSight
{
    private readonly string _reader;
    private readonly DateTimeOffset _since;
    private readonly DateTimeOffset _newSince;
    private readonly Dictionary<NoticeKind, OrgScope> _scopes;
    private readonly IReadOnlyList<RoleAssignment> _lines;

    private NoticeSight(string reader, DateTimeOffset since, DateTimeOffset newSince, Dictionary<NoticeKind, OrgScope> scopes, IReadOnlyList<RoleAssignment> lines) =>
        (_reader, _since, _newSince, _scopes, _lines) = (reader, since, newSince, scopes, lines);

    /// <summary>Looks the rights up.</summary>
    /// <param name="db">Where.</param>
    /// <param name="roles">The role map.</param>
    /// <param name="actor">Who would be told.</param>
    /// <param name="now">UTC.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<NoticeSight> OfAsync(GovernanceDb db, RoleMap roles, Actor actor, DateTimeOffset now, CancellationToken ct)
    {
        var kinds = Enum.GetValues<NoticeKind>().Select(k => (Kind: k, Needs: NoticeKinds.PermissionOf(k))).Where(k => k.Needs is not null).ToList();
        var held = await roles.ScopesOfAsync(actor, kinds.Select(k => k.Needs!.Value), ct);
        var since = now - Notice.ShownFor;
        // What came before somebody did is no news to them.
        var first = PersonOf(actor) is { } id ? await db.People.Where(p => p.Id == id).Select(p => (DateTimeOffset?)p.FirstSeenAt).SingleOrDefaultAsync(ct) : null;
        return new NoticeSight(actor.Id, since, first ?? since, kinds.Where(k => held.ContainsKey(k.Needs!.Value)).ToDictionary(k => k.Kind, k => held[k.Needs!.Value]),
            held.ContainsKey(Permission.DecideRequest) ? await roles.LinesOfAsync(actor, Permission.DecideRequest, ct) : []);
    }

    /// <summary>The person behind an actor; null for everybody else.</summary>
    public static PersonId? PersonOf(Actor actor) => actor.IsPerson && Guid.TryParse(actor.Id.AsSpan(actor.Id.IndexOf(':', StringComparison.Ordinal) + 1), out var id) ? new PersonId(id) : null;

    /// <summary>All that they are told of.</summary>
    public IQueryable<Notice> In(GovernanceDb db)
    {
        var (reader, since, none) = (_reader, _since, Array.Empty<NoticeKind>());
        var lines = _lines.Select(l => l.Id).ToArray();
        // What is for the approvers of a stage, only they are told.
        var shown = db.Notices.Where(n => n.At >= since && (n.RecipientId == null || n.RecipientId == reader)
            && (n.Approvers == "" || db.RoleAssignments.Any(l => lines.Contains(l.Id) && (n.Approvers == ApprovalStage.UnscopedKey ? l.OrgGroupId == null
                : n.Parts.Any(p => p.OrgGroupId == l.OrgGroupId || (l.OrgGroupId == null && n.Approvers != ApprovalStage.OrgGroupKey))
                    && (n.Approvers == ApprovalStage.OrgGroupKey || n.Approvers == ApprovalStage.ClaimPrefix + l.Group)))));
        // Kinds that are seen in the same org groups are asked for together; mostly these are all.
        var parts = _scopes.GroupBy(s => s.Value.All ? "*" : string.Join(' ', s.Value.Groups.Select(g => g.Value.ToString("N")).Order(StringComparer.Ordinal)))
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g =>
            {
                var (kinds, scope) = (g.Select(k => k.Key).ToArray(), g.First().Value);
                var groups = scope.Groups.ToArray();
                return scope.All
                    ? shown.Where(n => kinds.Contains(n.Kind) && !n.IsPartial)
                    : shown.Where(n => kinds.Contains(n.Kind) && n.Parts.Any(p => p.OrgGroupId != null && groups.Contains(p.OrgGroupId.Value)));
            }).ToList();
        return parts.Count == 0 ? shown.Where(n => none.Contains(n.Kind)) : parts.Skip(1).Aggregate(parts[0], (all, part) => all.Concat(part));
    }

    /// <summary>Those that they have not read.</summary>
    public IQueryable<Notice> UnreadIn(GovernanceDb db)
    {
        var (reader, since) = (_reader, _newSince);
        return In(db).Where(n => n.At >= since && !db.NoticeReads.Any(r => r.ReaderId == reader && r.NoticeId == n.Id));
    }

    /// <summary>A page of all that they are told of, unread first, then newest first; what came before they did is read.</summary>
    public async Task<IReadOnlyList<(NoticeId Id, bool IsRead)>> PageAsync(GovernanceDb db, int skip, int take, CancellationToken ct)
    {
        var (reader, since) = (_reader, _newSince);
        var page = await In(db).Select(n => new { n.Id, n.At, IsRead = n.At < since || db.NoticeReads.Any(r => r.ReaderId == reader && r.NoticeId == n.Id) })
            .OrderBy(n => n.IsRead).ThenByDescending(n => n.At).ThenBy(n => n.Id).Skip(skip).Take(take).ToListAsync(ct);
        return page.ConvertAll(n => (n.Id, n.IsRead));
    }

    /// <summary>How many of what a notice tells lie in their scope.</summary>
    /// <returns>Null when they are not told of it.</returns>
    public int? CountOf(Notice notice)
    {
        if ((notice.RecipientId is not null && notice.RecipientId != _reader) || notice.At < _since || !_scopes.TryGetValue(notice.Kind, out var scope)) return null;
        if (notice.Approvers.Length > 0 && ApprovalStage.Read(notice.Approvers) is var (approvers, claim)
            && !notice.Parts.Any(p => _lines.Any(l => new ApprovalStage(approvers, claim, 1).Takes(l, p.OrgGroupId)))) return null;
        if (scope.All) return notice.IsPartial ? null : notice.Parts.Sum(p => p.Count);
        var seen = notice.Parts.Where(p => p.OrgGroupId is not null && scope.Sees(p.OrgGroupId)).ToList();
        return seen.Count == 0 ? null : seen.Sum(p => p.Count);
    }
}
