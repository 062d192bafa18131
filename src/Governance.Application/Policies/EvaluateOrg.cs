using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Judges everything in one org by all rules: new failures open findings, what passes again closes its own, and what
/// cannot be told leaves them as they are.</summary>
public static class EvaluateOrg
{
    /// <param name="Org">Which org.</param>
    [Requires(Permission.System)]
    [Audited("policies.evaluated")]
    public sealed record Command(OrgId Org) : ICommand<Receipt>;

    /// <param name="Failing">Checks that fail now.</param>
    /// <param name="Opened">Findings opened, or open again.</param>
    /// <param name="Closed">Findings closed.</param>
    /// <param name="Unknown">Checks that could not be made.</param>
    public sealed record Receipt(int Failing, int Opened, int Closed, int Unknown);

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (await db.Orgs.AsNoTracking().SingleOrDefaultAsync(o => o.Id == request.Org, cancellationToken) is not { } org)
                return PolicyProblems.OrgNotFound;
            var now = clock.GetUtcNow();
            // Noted before anything is read: what is noted meanwhile stays for the next judging.
            var noted = await db.ChangedGrants.Where(g => g.OrgId == org.Id).ToListAsync(cancellationToken);
            var (picture, grants) = await OrgPictureReader.ReadAsync(db, org, now, cancellationToken);
            var appLink = await AppLinkReader.ThingsAsync(db, org, picture, cancellationToken);
            var activity = await ActivityReader.ReadAsync(db, picture, cancellationToken);
            var settings = await PolicyStore.BoundAsync(db, org.OrgGroupId, cancellationToken);
            var answer = OrgJudgement.Judge(
                picture, OrgPictureReader.ThingsOf(picture, grants, activity).Concat(appLink), settings.Of);
            var (opened, closed) = await TakeOverAsync(picture.Org, answer, now, cancellationToken);
            await CountAsync(picture, answer, settings, cancellationToken);
            db.ChangedGrants.RemoveRange(noted);
            audit.On(new AuditSubject("org", org.Id.Value.ToString("D"), org.Label, org.OrgGroupId)).After(new AuditFields()
                .Add("failing", answer.Failures.Count).Add("opened", opened).Add("closed", closed).Add("unknown", answer.Unknown.Count));
            return new Receipt(answer.Failures.Count, opened, closed, answer.Unknown.Count);
        }

        private async Task<(int Opened, int Closed)> TakeOverAsync(OrgStanding org, OrgJudgement.Answer answer, DateTimeOffset now, CancellationToken ct)
        {
            var known = await db.Findings.Where(f => f.OrgId == org.Id).ToDictionaryAsync(f => f.Key, ct);
            return await FindingBook.TakeOverAsync(db, org.Id, known, answer, _ => org.Group, now, ct);
        }

        private async Task CountAsync(OrgPicture picture, OrgJudgement.Answer answer, BoundSettings settings, CancellationToken ct)
        {
            await db.RuleTallies.Where(t => t.OrgId == picture.Org.Id).ExecuteDeleteAsync(ct);
            await BulkInsert.AddAsync(db, [.. answer.Tallies.Values], ct);
            await db.SetStandings.Where(s => s.OrgId == picture.Org.Id).ExecuteDeleteAsync(ct);
            await BulkInsert.AddAsync(db, SetStanding.AllOf(picture), ct);
            await db.AppControls.Where(c => c.OrgId == picture.Org.Id).ExecuteDeleteAsync(ct);
            await db.AppUses.Where(u => u.OrgId == picture.Org.Id).ExecuteDeleteAsync(ct);
            await StandAsync(db, picture, settings, _ => true, ct);
        }
    }

    /// <summary>Writes how apps stand and are used; what stood there is gone already.</summary>
    /// <param name="db">Within the judging's transaction.</param>
    /// <param name="picture">As judged.</param>
    /// <param name="settings">As judged.</param>
    /// <param name="isConcerned">Which apps, by label in comparable form.</param>
    /// <param name="ct">Cancels.</param>
    internal static async Task StandAsync(GovernanceDb db, OrgPicture picture, BoundSettings settings, Func<string, bool> isConcerned, CancellationToken ct)
    {
        await BulkInsert.AddAsync(
            db, [.. picture.Apps.Where(a => isConcerned(a.AppKey)).Select(a => new AppControls(a, ControlMatrix.Of(a, settings.Of)))], ct);
        await BulkInsert.AddAsync(
            db, [.. picture.Grants.Where(g => isConcerned(g.AppKey)).GroupBy(g => g.AppKey).Select(g => new AppUse(picture.Org.Id, picture.Org.Group, Merged(g)))], ct);

        // One label, two apps: an app that was reinstalled, or a connected app and an external client app of one name.
        static GrantSummary Merged(IEnumerable<GrantSummary> same) => same.Aggregate((a, b) => a with
        {
            Count = a.Count + b.Count,
            Owners = [.. a.Owners.Union(b.Owners, StringComparer.Ordinal)],
            LastUsedAt = a.LastUsedAt > b.LastUsedAt || b.LastUsedAt is null ? a.LastUsedAt : b.LastUsedAt,
        });
    }
}
