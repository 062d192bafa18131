using Governance.Application.Connections;
using Governance.Application.Pipeline;
using Governance.Domain.Notifications;
using Governance.Domain.Policies;

namespace Governance.Application.Notifications;

/// <summary>Tells those who connect orgs that one must be reconnected.</summary>
internal sealed class ConnectionNotices(NoticeBoard board) : IEventHandler<ReconnectNeeded>
{
    public Task HandleAsync(ReconnectNeeded happened, CancellationToken ct) => board.PostAsync(
        NoticeKind.ReconnectNeeded, Severity.High, $"/orgs/{(happened.OrgGroup is null ? "heroku/" : "")}{happened.Subject:D}", happened.Subject, [(happened.OrgGroup, 1)], ct);
}
