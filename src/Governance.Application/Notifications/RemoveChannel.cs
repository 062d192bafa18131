using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Notifications;

/// <summary>Removes a channel with its secrets and its list of deliveries. What was sent stays in the audit.</summary>
public static class RemoveChannel
{
    /// <param name="Id">Which.</param>
    /// <param name="Reason">Why, 10 to 2,000 characters.</param>
    [Requires(Permission.ManageChannels)]
    [Audited("channel.removed")]
    public sealed record Command(ChannelId Id, string Reason) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Reason).NotEmpty().MinimumLength(RoleChange.ReasonMinLength).MaximumLength(RoleChange.ReasonMaxLength);
    }

    internal sealed class Handler(GovernanceDb db, ISecretStore secrets, CurrentActor current, AuditDraft audit) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            if (await db.Channels.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } channel) return ChannelProblems.NotFound;
            audit.On(channel.Subject()).Because(request.Reason).Before(channel.ToAudit(await RoleMapLines.NameAsync(db, channel.OrgGroupId, cancellationToken)));
            // Work that is queued finds no delivery, and ends.
            await db.Deliveries.Where(d => d.ChannelId == channel.Id).ExecuteDeleteAsync(cancellationToken);
            await secrets.DeleteAsync(SecretName.WebhookAddress(channel.Id), cancellationToken);
            await secrets.DeleteAsync(SecretName.WebhookKey(channel.Id), cancellationToken);
            db.Channels.Remove(channel);
            return Done.Value;
        }
    }
}
