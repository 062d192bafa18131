using Governance.Application.Authorizations;
using Governance.Application.Data;
using Governance.Application.Incidents;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Planned revocations: a responder begins them once enough people agreed, and a containment carries them out.</summary>
internal sealed class RevocationKind(GovernanceDb db, CurrentActor current) : IRequestKind
{
    private const int MostFindings = 6;

    // Risk and picture of a request are asked for in one message: what it consists of is read once.
    private (RequestId Id, AuthorizationId[] Targets, RevocationPlan? Plan)? _built;

    public IReadOnlyList<Permission> DecidedWith => [];

    public RequestState AfterApproval => RequestState.Approved;

    public bool Is(RequestKind kind) => kind == RequestKind.PlannedRevocation;

    public async Task<string> BesideAsync(Request request, CancellationToken ct) => RevocationRequest.Beside(await TargetsAsync(request, ct));

    public Task<IReadOnlyList<RequestLine>> SayAsync(RequestKind kind, RequestContent content, CancellationToken ct) => Task.FromResult<IReadOnlyList<RequestLine>>(
        [.. content.Fields.Select(f => new RequestLine(f.Key == AmendRequest.LeftField ? "Authorizations" : "Taken off", f.Value))]);

    public async Task<RequestRisk> RiskAsync(Request request, DateTimeOffset now, CancellationToken ct) =>
        await RevocationRequest.RiskAsync(db, (await BuiltAsync(request, now, ct)).Plan?.Targets ?? [], now, ct);

    public async Task<RequestView> DescribeAsync(Request request, DateTimeOffset now, CancellationToken ct)
    {
        var (ids, plan) = await BuiltAsync(request, now, ct);
        return new RequestView([])
        {
            Asked = ids.Length,
            Stops = plan is null ? null : await PreviewRevocation.DescribeAsync(db, current, plan, now, ct),
            Findings = await FindingsAsync(ids, ct),
        };
    }

    private async Task<(AuthorizationId[] Targets, RevocationPlan? Plan)> BuiltAsync(Request request, DateTimeOffset now, CancellationToken ct)
    {
        if (_built is { } built && built.Id == request.Id) return (built.Targets, built.Plan);
        var ids = await TargetsAsync(request, ct);
        var plan = (await RevocationPlan.BuildAsync(db, AuthorizationSelection.Of(ids), now, ct)).Value;
        _built = (request.Id, ids, plan);
        return (ids, plan);
    }

    private async Task<AuthorizationId[]> TargetsAsync(Request request, CancellationToken ct) =>
        [.. await db.RequestTargets.AsNoTracking().Where(t => t.RequestId == request.Id).Select(t => t.AuthorizationId).ToListAsync(ct)];

    private async Task<IReadOnlyList<RequestView.FindingLine>> FindingsAsync(AuthorizationId[] targets, CancellationToken ct)
    {
        var ids = targets.Select(t => t.Value).ToArray();
        var open = await db.Findings.AsNoTracking()
            .Where(f => ids.Contains(f.ThingId) && (f.State == FindingState.Open || f.State == FindingState.Reopened))
            .GroupBy(f => new { f.RuleId, f.Severity }).Select(g => new { g.Key.RuleId, g.Key.Severity, Count = g.Count() }).ToListAsync(ct);
        return [.. open.OrderByDescending(f => f.Severity).ThenByDescending(f => f.Count).ThenBy(f => f.RuleId, StringComparer.Ordinal).Take(MostFindings)
            .Select(f => new RequestView.FindingLine(f.RuleId, RuleCatalogue.Find(f.RuleId)?.Title ?? f.RuleId, f.Severity, f.Count))];
    }
}
