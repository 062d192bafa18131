using System.Globalization;
using Governance.Application.Data;
using Governance.Application.Policies;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Changes of policies: they hold upon the approval of another reviewer (contracts §1, EditPolicy), judged against today's inventory
/// before.</summary>
internal sealed class PolicyChangeKind(GovernanceDb db) : IRequestKind
{
    public IReadOnlyList<Permission> DecidedWith => [Permission.EditPolicy];

    public RequestState AfterApproval => RequestState.Done;

    public bool Is(RequestKind kind) => kind == RequestKind.PolicyChange;

    /// <summary>What is asked for: this file, in place of that number.</summary>
    public static RequestWish Wish(PolicyChangeId change, PolicyId policy, int number, PolicyDocument document, string reason) => new(
        RequestKind.PolicyChange, number == 0 ? $"New policy {document.Name}" : $"Change of policy {document.Name}", reason, null,
        RequestContent.Of(
            ("change", change.Value.ToString("D")), ("policy", document.Name), ("number", number.ToString(CultureInfo.InvariantCulture)),
            ("sha256", Text.Sha256(document.Write()))))
    {
        SubjectId = policy.Value,
    };

    /// <summary>One other reviewer decides, whatever it loosens; what it loosens is said. Two decide where it loosens who decides.</summary>
    public static RequestRisk RiskOf(IReadOnlyList<PolicyDifference> differences)
    {
        var (looser, stricter) = (differences.Count(d => d.Direction == DiffDirection.Looser), differences.Count(d => d.Direction == DiffDirection.Stricter));
        List<RiskReason> reasons = [];
        if (looser > 0) reasons.Add(new(true, $"asks for less in {looser} {(looser == 1 ? "place" : "places")}"));
        if (stricter > 0) reasons.Add(new(false, $"asks for more in {stricter} {(stricter == 1 ? "place" : "places")}"));
        if (reasons.Count == 0) reasons.Add(new(false, "asks for neither more nor less"));
        if (differences.All(d => d is not { What: PolicyDiff.Approval, Direction: not DiffDirection.Stricter })) return new RequestRisk(looser > 0 ? Severity.Medium : Severity.Low, reasons);
        return new RequestRisk(Severity.High, [new(true, "fewer people may come to decide on requests"), .. reasons]);
    }

    public async Task<RequestRisk> RiskAsync(Request request, DateTimeOffset now, CancellationToken ct) =>
        await DifferencesAsync(request, ct) is var (_, differences) ? RiskOf(differences) : new RequestRisk(request.Risk, []);

    public async Task<RequestView> DescribeAsync(Request request, DateTimeOffset now, CancellationToken ct)
    {
        if (await DifferencesAsync(request, ct) is not var (change, differences)) return new RequestView([]);
        return new RequestView([new("Policy", change.Name, $"/policies/list?open={change.PolicyId.Value:D}")])
        {
            Policy = new(differences, change.PreviewText is { } text ? ChangePreview.Read(text) : null),
        };
    }

    public async Task<Problem?> RefusalAsync(Request request, DateTimeOffset now, CancellationToken ct)
    {
        if (await ChangeAsync(request, ct) is not { } change) return PolicyChangeProblems.NotFound;
        if (!change.IsOpen(now)) return PolicyChangeProblems.NotOpen;
        // The file that will hold is the one that was agreed to.
        if (request.Content["sha256"] != Text.Sha256(change.Text) || request.Content["number"] != change.BaseNumber.ToString(CultureInfo.InvariantCulture))
            return RequestProblems.NotAudited;
        return change.PreviewText is null ? PolicyChangeProblems.NotPreviewed : await PolicyHold.RefusalAsync(db, change, ct);
    }

    private async Task<(PolicyChange Change, IReadOnlyList<PolicyDifference> Differences)?> DifferencesAsync(Request request, CancellationToken ct)
    {
        if (await ChangeAsync(request, ct) is not { } change) return null;
        var stored = await PolicyStore.AllAsync(db, ct);
        return (change, PolicyDiff.Between(stored.Policies.FirstOrDefault(p => p.Policy.Id == change.PolicyId).Document, change.Document()));
    }

    private Task<PolicyChange?> ChangeAsync(Request request, CancellationToken ct) =>
        db.PolicyChanges.AsNoTracking().SingleOrDefaultAsync(c => c.RequestId == request.Id, ct);
}
