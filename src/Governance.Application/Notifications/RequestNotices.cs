using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Notifications;
using Governance.Domain.Policies;

namespace Governance.Application.Notifications;

/// <summary>Tells those who may decide of a request that waits, and whoever asked that it was decided.</summary>
internal sealed class RequestNotices(NoticeBoard board, TimeProvider clock) : IEventHandler<RequestWaits>, IEventHandler<RequestHalfway>, IEventHandler<RequestDecided>
{
    public Task HandleAsync(RequestWaits happened, CancellationToken ct) =>
        board.PostAsync(NoticeKind.RequestWaits, happened.Risk, LinkOf(happened.Id), happened.Id.Value, [(happened.OrgGroup, 1)], ct);

    public Task HandleAsync(RequestHalfway happened, CancellationToken ct) =>
        board.PostAsync(NoticeKind.RequestWaits, Severity.Medium, LinkOf(happened.Request), happened.Request.Value, [(happened.OrgGroup, 1)], ct);

    public Task HandleAsync(RequestDecided happened, CancellationToken ct) => board.PostAsync(
        new Notice(NoticeKind.RequestDecided, Severity.Medium, LinkOf(happened.Id), [(happened.OrgGroup, 1)], clock.GetUtcNow())
        {
            SubjectId = happened.Id.Value,
            RecipientId = happened.AskedById,
        }, ct);

    private static string LinkOf(RequestId id) => $"/requests/{id.Value:D}";
}
