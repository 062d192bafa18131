using System.Globalization;
using Governance.Application.Data;
using Governance.Application.Policies;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Waivers: they begin upon the last approval. As risky as what they hide is grave.</summary>
internal sealed class WaiverKind(GovernanceDb db) : IRequestKind
{
    public IReadOnlyList<Permission> DecidedWith => [Permission.DecideWaiver];

    public RequestState AfterApproval => RequestState.Done;

    public bool Is(RequestKind kind) => kind == RequestKind.Waiver;

    /// <summary>What is asked for: this rule, on this thing, to that day.</summary>
    public static RequestWish Wish(Finding finding, DateOnly until, string reason)
    {
        return new RequestWish(
            RequestKind.Waiver, $"Waive “{RuleCatalogue.Find(finding.RuleId)?.Title ?? finding.RuleId}” for {finding.ThingName}", reason, finding.OrgGroupId,
            RequestContent.Of(
                ("finding", finding.Id.Value.ToString("D")), ("rule", finding.RuleId), ("thing", finding.ThingId.ToString("D")),
                ("severity", finding.Severity.ToString()), (RequestContent.UntilName, until.ToString("O", CultureInfo.InvariantCulture))))
        {
            SubjectId = finding.Id.Value,
            NotAfter = AskWaiver.EndOf(until),
        };
    }

    /// <summary>How much may go wrong when a finding of this gravity is hidden.</summary>
    public static RequestRisk RiskOf(Severity severity, DateOnly? until, DateTimeOffset now)
    {
        List<RiskReason> reasons = [new(severity >= Severity.High, $"the finding is {severity.ToString().ToLowerInvariant()}")];
        if (until is { } day) reasons.Add(new(day > DateOnly.FromDateTime(now.UtcDateTime.AddDays(90)), day > DateOnly.FromDateTime(now.UtcDateTime.AddDays(90)) ? "it holds for more than 90 days" : "it ends within 90 days"));
        return new RequestRisk(severity, [.. reasons.OrderByDescending(r => r.Raises)]);
    }

    public async Task<RequestRisk> RiskAsync(Request request, DateTimeOffset now, CancellationToken ct) =>
        RiskOf(await FindingAsync(request, ct) is { } finding ? finding.Severity : request.Risk, request.Content.Until, now);

    public async Task<RequestView> DescribeAsync(Request request, DateTimeOffset now, CancellationToken ct)
    {
        if (await FindingAsync(request, ct) is not { } finding) return new RequestView([]);
        var org = await db.Orgs.AsNoTracking().Where(o => o.Id == finding.OrgId).Select(o => o.Label).SingleOrDefaultAsync(ct);
        var rule = RuleCatalogue.Find(finding.RuleId);
        List<RequestLine> says =
        [
            new("Finding", rule?.Title ?? finding.RuleId, $"/policies/findings?state=all&open={finding.Id.Value:D}"),
            new("Rule", finding.RuleId),
            new("Severity", finding.Severity.ToString().ToLowerInvariant()),
            new("Thing", finding.ThingName),
            new("Org", org ?? "belongs to none"),
            new("What is wrong", finding.Reason),
            new("Stands now", finding.StateAt(now).ToString().ToLowerInvariant()),
        ];
        return new RequestView(says);
    }

    public async Task<Problem?> RefusalAsync(Request request, DateTimeOffset now, CancellationToken ct)
    {
        var waiver = await db.Waivers.AsNoTracking().SingleOrDefaultAsync(w => w.RequestId == request.Id, ct);
        if (waiver is null || await FindingAsync(request, ct) is not { } finding) return WaiverProblems.NotFound;
        if (!waiver.IsOpen(now)) return WaiverProblems.NotOpen;
        // The row that will hold is the one that was agreed to.
        if (waiver.FindingId != finding.Id || request.Content.Until is not { } until || waiver.EndsAt != AskWaiver.EndOf(until)) return RequestProblems.NotAudited;
        // What was asked for a lesser gravity covers no graver one.
        return finding.Severity > waiver.Severity ? WaiverProblems.Changed : null;
    }

    private async Task<Finding?> FindingAsync(Request request, CancellationToken ct)
    {
        if (!Guid.TryParse(request.Content["finding"], out var value)) return null;
        var id = new FindingId(value);
        return await db.Findings.AsNoTracking().SingleOrDefaultAsync(f => f.Id == id, ct);
    }
}
