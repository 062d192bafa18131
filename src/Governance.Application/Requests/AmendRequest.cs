using System.Globalization;
using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Authorizations;
using Governance.Application.Data;
using Governance.Application.Incidents;
using Governance.Application.Pipeline;
using Governance.Application.Policies;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Incidents;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Requests;

/// <summary>Whoever asked asks for less while it waits: a waiver to an earlier day, a revocation of fewer authorizations; or gives another reason.
/// Never for more. What others said before is kept and counts no more. A policy change is withdrawn and proposed anew: its file was judged as
/// a whole.</summary>
public static class AmendRequest
{
    /// <summary>Most authorizations that are listed to be taken off.</summary>
    public const int MostTargets = 200;

    /// <summary>Under which a revocation says how many authorizations are left after an edit.</summary>
    internal const string LeftField = "authorizations";

    private const string OffField = "takenOff";

    /// <param name="Id">Which; of a kind that can't be amended is a Conflict.</param>
    /// <param name="Reason">10 to 2,000 characters.</param>
    /// <param name="Until">Of a waiver: its last day, UTC, as asked for or earlier; else null.</param>
    /// <param name="Off">Of a revocation: authorizations to be taken off it; else empty.</param>
    /// <param name="ContentHash">Of what was shown; another one is a Conflict.</param>
    [Requires(Permission.FileRequest)]
    [Audited("request.amended")]
    public sealed record Command(RequestId Id, string Reason, DateOnly? Until, IReadOnlyList<AuthorizationId> Off, string ContentHash) : ICommand<Done>;

    /// <param name="Id">Which authorization.</param>
    /// <param name="App">What the org calls its app.</param>
    /// <param name="User">Username.</param>
    public sealed record Target(AuthorizationId Id, string App, string User);

    /// <summary>Requests of this kind can be amended.</summary>
    internal static bool Takes(RequestKind kind) => kind is RequestKind.Waiver or RequestKind.PlannedRevocation;

    /// <summary>What a revocation asks for, some of it; empty for other kinds.</summary>
    internal static async Task<IReadOnlyList<Target>> TargetsAsync(GovernanceDb db, Request request, CancellationToken ct) => request.Kind != RequestKind.PlannedRevocation ? [] :
        await db.Authorizations.AsNoTracking().Where(a => db.RequestTargets.Any(t => t.RequestId == request.Id && t.AuthorizationId == a.Id))
            .OrderBy(a => a.AppName).ThenBy(a => a.Id).Take(MostTargets).Select(a => new Target(a.Id, a.AppName, a.Username)).ToListAsync(ct);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Off).NotNull().Must(o => o.Count <= MostTargets);
            RuleFor(c => c.ContentHash).NotEmpty();
            RuleFor(c => c.Reason).Must(r => r?.Trim().Length >= Request.ReasonMinLength)
                .WithMessage($"Give a reason of at least {Request.ReasonMinLength} characters: whoever decides reads it.").MaximumLength(Request.ReasonMaxLength);
        }
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return RequestProblems.PersonNeeded;
            if (await FollowStage.ReadAsync(db, request.Id, cancellationToken) is not { } amended) return RequestProblems.NotFound;
            audit.On(amended.Subject()).For(amended.Name).Because(request.Reason.Trim()).Before(amended.ToAudit());
            if (amended.AskedById != by.Id) return RequestProblems.NotYours;
            if (!Takes(amended.Kind)) return RequestProblems.NotEditable;
            if (amended.ContentHash != request.ContentHash) return RequestProblems.Changed;

            var now = clock.GetUtcNow();
            var written = amended.Kind == RequestKind.Waiver
                ? await WaiverAsync(amended, request, now, cancellationToken) : await RevocationAsync(amended, request, now, cancellationToken);
            if (written.Problem is { } wrong) return wrong;
            var (wish, risk) = written.Value!;
            if (amended.Edit(wish, risk, by, now) is { } refusal) return refusal;
            RequestFiling.QueueEnd(db, amended, by.Id, now);
            RequestFiling.QueueReminder(db, amended, by.Id, now);
            audit.After(amended.ToAudit().Add(OffField, request.Off.Count));
            return Done.Value;
        }

        private async Task<Result<Wished>> WaiverAsync(Request amended, Command request, DateTimeOffset now, CancellationToken ct)
        {
            if (await db.Waivers.SingleOrDefaultAsync(w => w.RequestId == amended.Id, ct) is not { } waiver
                || await db.Findings.AsNoTracking().SingleOrDefaultAsync(f => f.Id == waiver.FindingId, ct) is not { } finding) return WaiverProblems.NotFound;
            var until = request.Until ?? amended.Content.Until;
            if (until is not { } day || day < DateOnly.FromDateTime(now.UtcDateTime) || day > amended.Content.Until || request.Off.Count > 0) return RequestProblems.NotNarrower;
            // What was asked for a lesser gravity is asked anew.
            if (finding.Severity > waiver.Severity) return WaiverProblems.Changed;
            waiver.Ask(AskWaiver.EndOf(day), request.Reason.Trim());
            return new Wished(WaiverKind.Wish(finding, day, request.Reason), WaiverKind.RiskOf(waiver.Severity, day, now).Level);
        }

        private async Task<Result<Wished>> RevocationAsync(Request amended, Command request, DateTimeOffset now, CancellationToken ct)
        {
            var targets = await db.RequestTargets.Where(t => t.RequestId == amended.Id).ToListAsync(ct);
            var off = targets.FindAll(t => request.Off.Contains(t.AuthorizationId));
            AuthorizationId[] left = [.. targets.Except(off).Select(t => t.AuthorizationId)];
            if (off.Count != request.Off.Distinct().Count() || left.Length == 0 || request.Until is not null) return RequestProblems.NotNarrower;
            var built = await RevocationPlan.BuildAsync(db, AuthorizationSelection.Of(left), now, ct);
            if (built.Problem is { } refusal) return refusal;
            var plan = built.Value!;
            if (plan.Targets.Count == 0) return IncidentProblems.Empty;
            var content = off.Count == 0 ? amended.Content : RequestContent.Of(
                (LeftField, left.Length.ToString(CultureInfo.InvariantCulture)), (OffField, await NamesAsync(amended, off, ct)));
            db.RequestTargets.RemoveRange(off);
            // It stays where it was seen, and is decided by those who decided so far.
            return new Wished(
                new RequestWish(amended.Kind, off.Count == 0 ? amended.Title : $"Revoke {plan.ScopeInSentence}", request.Reason, amended.OrgGroupId, content) { Beside = RevocationRequest.Beside(left) },
                (await RevocationRequest.RiskAsync(db, plan.Targets, now, ct)).Level);
        }

        private async Task<string> NamesAsync(Request amended, List<RequestTarget> off, CancellationToken ct)
        {
            AuthorizationId[] ids = [.. off.Select(t => t.AuthorizationId)];
            var names = await db.Authorizations.AsNoTracking().Where(a => ids.Contains(a.Id)).OrderBy(a => a.AppName).ThenBy(a => a.Id)
                .Select(a => a.AppName + " (" + a.Username + ")").ToListAsync(ct);
            return string.Join(", ", names.Prepend(amended.Content[OffField] ?? "").Where(n => n.Length > 0));
        }

        private sealed record Wished(RequestWish Wish, Severity Risk);
    }
}
