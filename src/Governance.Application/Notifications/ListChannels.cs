using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Notifications;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Notifications;

/// <summary>The channels, and what a new one may be. No secret of any.</summary>
public static class ListChannels
{
    /// <summary>Nothing to ask for.</summary>
    [Requires(Permission.ManageChannels)]
    public sealed record Query : IQuery<Answer>;

    /// <param name="Rows">By name.</param>
    /// <param name="OrgGroups">By name, to choose from.</param>
    /// <param name="Hosts">Hosts that a webhook may have; a leading dot stands for every name below.</param>
    /// <param name="HasMail">A mail server is configured.</param>
    public sealed record Answer(IReadOnlyList<Row> Rows, IReadOnlyList<OrgGroupRow> OrgGroups, IReadOnlyList<string> Hosts, bool HasMail);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">What people call it.</param>
    /// <param name="Form">How it is reached.</param>
    /// <param name="Target">Mail address, or host.</param>
    /// <param name="LeastSeverity">What is less grave does not go there.</param>
    /// <param name="OrgGroup">Null for all.</param>
    /// <param name="IsOn">Notices go there.</param>
    /// <param name="Last">Newest delivery; null when there was none.</param>
    public sealed record Row(ChannelId Id, string Name, ChannelForm Form, string Target, Severity LeastSeverity, string? OrgGroup, bool IsOn, LastDelivery? Last);

    /// <param name="State">Where it stands.</param>
    /// <param name="Answer">In words; null before the first try.</param>
    /// <param name="At">When it was last tried, or queued, UTC.</param>
    public sealed record LastDelivery(DeliveryState State, string? Answer, DateTimeOffset At);

    /// <param name="Id">Ours.</param>
    /// <param name="Name">What people call it.</param>
    public sealed record OrgGroupRow(OrgGroupId Id, string Name);

    internal sealed class Handler(GovernanceDb db, INoticeWebhook webhook, INoticeMail mail, CurrentActor current) : IHandler<Query, Answer>
    {
        public async Task<Result<Answer>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            var groups = await db.OrgGroups.AsNoTracking().OrderBy(g => g.Name).ThenBy(g => g.Id).Select(g => new OrgGroupRow(g.Id, g.Name)).ToListAsync(cancellationToken);
            var channels = await db.Channels.AsNoTracking().OrderBy(c => c.Name).ThenBy(c => c.Id).Select(c => new
            {
                Channel = c,
                Last = db.Deliveries.Where(d => d.ChannelId == c.Id).OrderByDescending(d => d.CreatedAt).ThenBy(d => d.Id)
                    .Select(d => new LastDelivery(d.State, d.LastAnswer, d.TriedAt ?? d.CreatedAt)).FirstOrDefault(),
            }).ToListAsync(cancellationToken);
            return new Answer(
                [
                    .. channels.Select(c => new Row(c.Channel.Id, c.Channel.Name, c.Channel.Form, c.Channel.Target, c.Channel.LeastSeverity,
                        groups.Find(g => g.Id == c.Channel.OrgGroupId)?.Name, c.Channel.IsOn, c.Last)),
                ],
                groups, webhook.Hosts, mail.IsConfigured);
        }
    }
}
