using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Notifications;

/// <summary>Sends one notice to somebody who wants each at once. Whether they may still be told is judged now.</summary>
internal sealed class MailNotice(GovernanceDb db, RoleMap roles, INoticeMail mail, TimeProvider clock) : IWorkHandler
{
    public const string WorkKind = "mail-notice";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var (id, person) = (new NoticeId(item.SubjectId), new PersonId(item.PartId));
        if (await MailReader.OfAsync(db, person, clock.GetUtcNow(), ct) is not { Pace: MailPace.AtOnce } reader) return;
        var sight = await NoticeSight.OfAsync(db, roles, reader.Actor, clock.GetUtcNow(), ct);
        var notice = await sight.UnreadIn(db).AsNoTracking().Where(n => n.Id == id).Select(n => n.Id).AnyAsync(ct)
            ? await db.Notices.AsNoTracking().Include(n => n.Parts).SingleAsync(n => n.Id == id, ct)
            : null;
        if (notice is null || sight.CountOf(notice) is not { } count) return;
        var text = NoticeWords.Of(notice, count);
        await MailReader.SendAsync(mail, reader.Mail, text.Title, [text], ct);
    }
}

/// <summary>Sends somebody the mail of a day: what they may be told now of what they have not read. Nothing goes out when
/// that is nothing.</summary>
internal sealed class MailDigest(GovernanceDb db, RoleMap roles, INoticeMail mail, TimeProvider clock) : IWorkHandler
{
    public const string WorkKind = "mail-digest";

    /// <summary>Most notices named in one mail.</summary>
    public const int Most = 50;

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var person = new PersonId(item.SubjectId);
        if (await MailReader.OfAsync(db, person, clock.GetUtcNow(), ct) is not { Pace: MailPace.Daily, From: { } from, Until: { } until } reader) return;
        var sight = await NoticeSight.OfAsync(db, roles, reader.Actor, clock.GetUtcNow(), ct);
        var ids = await sight.UnreadIn(db).AsNoTracking().Where(n => n.At >= from && n.At < until)
            .OrderByDescending(n => n.At).ThenBy(n => n.Id).Select(n => n.Id).Take(Most).ToListAsync(ct);
        var notices = await db.Notices.AsNoTracking().Include(n => n.Parts).Where(n => ids.Contains(n.Id)).ToListAsync(ct);
        var texts = notices.OrderBy(n => ids.IndexOf(n.Id)).Select(n => (Notice: n, Count: sight.CountOf(n))).Where(n => n.Count is not null)
            .Select(n => NoticeWords.Of(n.Notice, n.Count!.Value)).ToList();
        if (texts.Count == 0) return;
        await MailReader.SendAsync(mail, reader.Mail, texts.Count == 1 ? "1 unread notice" : $"{texts.Count}{(texts.Count == Most ? " or more" : "")} unread notices", texts, ct);
    }
}

/// <summary>Somebody who may get mail: not blocked, signed in lately, with an address that is one.</summary>
/// <param name="Actor">With the groups that the identity provider named last; of what is sent nobody sees more than counts.</param>
/// <param name="Mail">Checked.</param>
/// <param name="Pace">What they chose.</param>
/// <param name="From">Where their daily mail begins, UTC.</param>
/// <param name="Until">Where it ends, UTC.</param>
internal sealed record MailReader(Actor Actor, string Mail, MailPace Pace, DateTimeOffset? From, DateTimeOffset? Until)
{
    public static async Task<MailReader?> OfAsync(GovernanceDb db, PersonId id, DateTimeOffset now, CancellationToken ct)
    {
        var since = now - RoleMapLines.Lately;
        var person = await db.People.AsNoTracking().SingleOrDefaultAsync(
            p => p.Id == id && p.BlockedAt == null && p.LastSignInAt >= since && p.Issuer != EmergencyUse.Issuer, ct);
        if (person is null || !MailAddress.IsWellFormed(person.Mail)) return null;
        var choice = await db.MailChoices.AsNoTracking().SingleOrDefaultAsync(c => c.PersonId == id, ct);
        return new MailReader(new Actor($"person:{id.Value:D}", person.Name, person.KnownGroups.Split('\n', StringSplitOptions.RemoveEmptyEntries)), person.Mail!,
            choice?.Pace ?? MailPace.Daily, choice?.ToldFrom, choice?.ToldUntil);
    }

    /// <summary>What may work later is tried again; what the server refuses is not.</summary>
    public static async Task SendAsync(INoticeMail mail, string to, string subject, IReadOnlyList<NoticeText> notices, CancellationToken ct)
    {
        if ((await mail.SendAsync(to, subject, notices, ct)).Problem is { Kind: ProblemKind.RemoteUnavailable } later) throw later.ToFault();
    }
}
