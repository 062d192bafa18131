using Governance.Application.Data;
using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>What a return to service rests on; judged anew whenever something is made of it.</summary>
internal sealed class ReturnRules(GovernanceDb db, PassportSeal seal)
{
    /// <param name="Terms">What was asked for.</param>
    /// <param name="Passport">What may come back at most.</param>
    /// <param name="Incident">In which it was cut off.</param>
    public sealed record Standing(ReturnTerms Terms, PassportContent Passport, Incident Incident);

    /// <summary>Something may still come of it.</summary>
    public static bool IsUnderWay(RequestState state) => !RequestStates.IsOver(state) && state != RequestState.Draft;

    /// <summary>Why nothing returns from a containment; null when it may.</summary>
    public static Problem? OpenRefusal(Incident incident) =>
        incident.LapsedAt is not null ? ReturnProblems.NothingCut : incident.State != IncidentState.Closed ? ReturnProblems.StillOpen : null;

    /// <summary>What a request rests on, or why nothing may be made of it: its content is not what was hashed, the passport does not hold, the
    /// incident is open, or more is asked for than the passport holds.</summary>
    public async Task<Result<Standing>> JudgeAsync(Request request, DateTimeOffset now, CancellationToken ct)
    {
        var read = await ReadAsync(request, now, ct);
        if (read.Value is not { } standing) return read;
        if (OpenRefusal(standing.Incident) is { } open) return open;
        return standing.Passport.Rights.WidenedBy(standing.Terms.Rights) is { Count: > 0 } wider ? ReturnProblems.Wider(wider) : standing;
    }

    /// <summary>What a request rests on, whether anything may be made of it now or not.</summary>
    public async Task<Result<Standing>> ReadAsync(Request request, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.ReturnTerms.AsNoTracking().SingleOrDefaultAsync(t => t.RequestId == request.Id, ct) is not { } terms
            || await db.Passports.AsNoTracking().SingleOrDefaultAsync(p => p.Id == terms.PassportId, ct) is not { } passport
            || await db.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == passport.IncidentId, ct) is not { } incident) return ReturnProblems.NotFound;
        if (Request.HashOf(request.TextWith(terms.Beside)) != request.ContentHash || request.SubjectId != passport.Id || terms.IncidentId != incident.Id || terms.OrgId != passport.OrgId)
            return RequestProblems.NotAudited;
        var opened = await seal.OpenAsync(passport, now, ct);
        return opened.Problem is { } refusal ? refusal : new Standing(terms, opened.Value!, incident);
    }

    /// <summary>The approved returns of a closed incident under which a target may be given back; each still to be counted again.</summary>
    public async Task<IReadOnlyList<Request>> CoveringAsync(IncidentTarget target, DateTimeOffset now, CancellationToken ct)
    {
        var ids = db.ReturnTerms.Where(t => t.IncidentId == target.IncidentId && t.OrgId == target.OrgId).Select(t => t.RequestId);
        var begun = await db.Requests.AsNoTracking().Include(r => r.Decisions)
            .Where(r => ids.Contains(r.Id) && r.Kind == RequestKind.ReturnToService && r.State == RequestState.WaitingForPerson).OrderBy(r => r.Number).ToListAsync(ct);
        List<Request> covering = [];
        foreach (var request in begun)
        {
            if ((await JudgeAsync(request, now, ct)).Value is { } standing && Covers(standing, target)) covering.Add(request);
        }
        return covering;
    }

    private static bool Covers(Standing standing, IncidentTarget target)
    {
        var (rights, former) = (standing.Terms.Rights, target.Former ?? "");
        var isItsApp = Text.Comparable(target.AppName, Domain.Authorizations.Authorization.NameMaxLength) == standing.Passport.AppKey;
        bool OfUser(string text) => rights.Users.Any(u => text.Contains(u.Id, StringComparison.Ordinal));
        bool OfSet() => rights.Sets.Any(s => former.Contains(s.Id, StringComparison.Ordinal));
        return target.Kind switch
        {
            TargetKind.AppSwitch => isItsApp,
            // It would select every set and profile again: where fewer were agreed on, a person selects those.
            TargetKind.AppApproval => isItsApp && standing.Passport.Rights.Sets.Count == rights.Sets.Count,
            TargetKind.Preauthorization => isItsApp && OfSet(),
            TargetKind.UserFreeze => OfUser(target.Subject ?? ""),
            TargetKind.Assignment => OfSet() && OfUser(former),
            _ => false,
        };
    }

    /// <summary>Grants that were made under an approved return and are within it: they are no return to life.</summary>
    public static async Task<Func<Domain.Authorizations.Authorization, bool>> AgreedAsync(GovernanceDb db, IncidentId incident, CancellationToken ct)
    {
        var isClosed = await db.Incidents.AnyAsync(i => i.Id == incident && i.State == IncidentState.Closed, ct);
        var agreed = await (
            from t in db.ReturnTerms.AsNoTracking()
            join r in db.Requests.AsNoTracking() on t.RequestId equals r.Id
            join p in db.Passports.AsNoTracking() on t.PassportId equals p.Id
            // What is open again voids what was not finished.
            where t.IncidentId == incident && (r.State == RequestState.Done || (isClosed && r.State == RequestState.WaitingForPerson))
            select new { Terms = t, p.AppKey }).ToListAsync(ct);
        var ids = agreed.Select(a => a.Terms.RequestId).ToArray();
        var decided = (await db.Set<RequestDecision>().AsNoTracking().Where(d => ids.Contains(d.RequestId)).ToListAsync(ct)).ToLookup(d => d.RequestId, d => d.At);
        return grant => agreed.Exists(a => a.Terms.OrgId == grant.OrgId && a.AppKey == grant.AppKey && decided[a.Terms.RequestId].All(at => grant.CreatedAt >= at)
            && a.Terms.Rights.Users.Any(u => u.Id == grant.UserId));
    }
}
