using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Notifications;
using Governance.Domain.Policies;
using Governance.Domain.Requests;

namespace Governance.Application.Notifications;

/// <summary>Tells those who may decide now of a request that waits, reviewers of all org groups of one that is stuck, and whoever asked that it was
/// decided.</summary>
internal sealed class RequestNotices(NoticeBoard board, TimeProvider clock) : IEventHandler<RequestWaits>, IEventHandler<RequestHalfway>, IEventHandler<RequestEscalated>,
    IEventHandler<RequestDecided>, IEventHandler<RequestCameOn>, IEventHandler<ReturnWidened>
{
    public Task HandleAsync(RequestWaits happened, CancellationToken ct) =>
        PostAsync(NoticeKind.RequestWaits, happened.Risk, happened.Id, happened.OrgGroup, happened.Approvers, ct);

    public Task HandleAsync(RequestHalfway happened, CancellationToken ct) =>
        PostAsync(NoticeKind.RequestWaits, Severity.Medium, happened.Request, happened.OrgGroup, happened.Approvers, ct);

    public Task HandleAsync(RequestEscalated happened, CancellationToken ct) => PostAsync(
        NoticeKind.RequestEscalated, happened.Risk > Severity.High ? happened.Risk : Severity.High, happened.Id, happened.OrgGroup, ApprovalStage.UnscopedKey, ct);

    public Task HandleAsync(RequestDecided happened, CancellationToken ct) => TellAsync(NoticeKind.RequestDecided, happened.Id, happened.OrgGroup, happened.AskedById, ct);

    public Task HandleAsync(RequestCameOn happened, CancellationToken ct) => TellAsync(NoticeKind.RequestCameOn, happened.Id, happened.OrgGroup, happened.AskedById, ct);

    private Task TellAsync(NoticeKind kind, RequestId id, OrgGroupId? group, string asker, CancellationToken ct) => board.PostAsync(
        new Notice(kind, Severity.Medium, LinkOf(id), [(group, 1)], clock.GetUtcNow()) { SubjectId = id.Value, RecipientId = asker }, ct);

    public Task HandleAsync(ReturnWidened happened, CancellationToken ct) =>
        board.PostAsync(NoticeKind.ReturnIsWider, Severity.Critical, LinkOf(happened.Id), happened.Id.Value, [(happened.OrgGroup, 1)], ct);

    private Task PostAsync(NoticeKind kind, Severity severity, RequestId id, OrgGroupId? group, string approvers, CancellationToken ct) => board.PostAsync(
        new Notice(kind, severity, LinkOf(id), [(group, 1)], clock.GetUtcNow()) { SubjectId = id.Value, Approvers = approvers }, ct);

    private static string LinkOf(RequestId id) => $"/requests/{id.Value:D}";
}
