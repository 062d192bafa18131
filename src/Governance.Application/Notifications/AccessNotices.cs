using Governance.Application.Access;
using Governance.Application.Pipeline;
using Governance.Domain.Notifications;
using Governance.Domain.Policies;

namespace Governance.Application.Notifications;

/// <summary>Alarms every channel when who may do what changes, or somebody signs in by a one-time code (contracts §1).</summary>
internal sealed class AccessNotices(NoticeBoard board)
    : IEventHandler<RoleMapChangeProposed>, IEventHandler<RoleMapChanged>, IEventHandler<OrgGroupsChanged>, IEventHandler<EmergencyCodeUsed>
{
    public Task HandleAsync(RoleMapChangeProposed happened, CancellationToken ct) => AlarmAsync(NoticeKind.RoleMapChangeProposed, Severity.High, "/settings", 1, ct);

    public Task HandleAsync(RoleMapChanged happened, CancellationToken ct) => AlarmAsync(NoticeKind.RoleMapChanged, Severity.High, "/settings", 1, ct);

    public Task HandleAsync(OrgGroupsChanged happened, CancellationToken ct) => AlarmAsync(NoticeKind.OrgGroupsChanged, Severity.High, "/settings", happened.Count, ct);

    public Task HandleAsync(EmergencyCodeUsed happened, CancellationToken ct) => AlarmAsync(NoticeKind.EmergencySignIn, Severity.Critical, "/settings/emergency", 1, ct);

    private Task AlarmAsync(NoticeKind kind, Severity severity, string link, int count, CancellationToken ct) =>
        board.PostAsync(kind, severity, link, null, [(null, count)], ct);
}
