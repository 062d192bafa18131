using System.Security.Cryptography;
using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Notifications;
using Microsoft.EntityFrameworkCore;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Application.Notifications;

/// <summary>Adds a place that notices go to, from now on. Nothing is sent to it by this.</summary>
public static class AddChannel
{
    /// <param name="Name">What people call it; no other channel has it.</param>
    /// <param name="Form">How it is reached.</param>
    /// <param name="Mail">Where mail goes; null for a webhook.</param>
    /// <param name="Ticket">Names the deposited webhook address; null for mail.</param>
    /// <param name="KeyTicket">Names the deposited signing secret. Null, for a receiver that checks no signature: the portal makes one
    /// that nobody is shown.</param>
    /// <param name="LeastSeverity">What is less grave does not go there; alarms always do.</param>
    /// <param name="OrgGroup">Only what happens in this org group; null for all.</param>
    [Requires(Permission.ManageChannels)]
    [Audited("channel.added")]
    public sealed record Command(string Name, ChannelForm Form, string? Mail, Guid? Ticket, Guid? KeyTicket, Severity LeastSeverity, OrgGroupId? OrgGroup)
        : ICommand<Receipt>;

    /// <param name="Id">Ours.</param>
    public sealed record Receipt(ChannelId Id);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Name).Must(n => !string.IsNullOrWhiteSpace(n) && !n.Any(char.IsControl)).WithMessage("Give the channel a name.")
                .MaximumLength(Channel.NameMaxLength);
            RuleFor(c => c.Form).IsInEnum();
            RuleFor(c => c.LeastSeverity).IsInEnum();
            RuleFor(c => c.Mail).Must(MailAddress.IsWellFormed).When(c => c.Form == ChannelForm.Mail).WithMessage(ChannelProblems.BadMail.Message);
            RuleFor(c => c.Ticket).NotNull().When(c => c.Form != ChannelForm.Mail).WithMessage("Hand over the webhook address.");
        }
    }

    internal sealed class Handler(
        GovernanceDb db, ISecretStore secrets, INoticeWebhook webhook, INoticeMail mail, CurrentActor current, AuditDraft audit, TimeProvider clock)
        : IHandler<Command, Receipt>
    {
        private const int MadeKeyBytes = 32;

        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            audit.On(new AuditSubject("channel", "", Text.Bounded(request.Name.Trim(), Channel.NameMaxLength)));
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            var group = await RoleMapLines.NameAsync(db, request.OrgGroup, cancellationToken);
            if (request.OrgGroup is not null && group is null) return ChannelProblems.OrgGroupNotFound;
            var names = await db.Channels.Select(c => c.Name).ToListAsync(cancellationToken);
            if (names.Count >= Channel.Most) return ChannelProblems.TooMany;
            if (names.Contains(request.Name.Trim(), StringComparer.OrdinalIgnoreCase)) return ChannelProblems.NameTaken;

            var target = request.Form == ChannelForm.Mail ? AddressOf(request) : await HostAsync(request, cancellationToken);
            if (target.Problem is { } refusal) return refusal;
            var channel = new Channel(request.Name, request.Form, target.Value!, request.LeastSeverity, request.OrgGroup, clock.GetUtcNow());
            if (request.Form != ChannelForm.Mail && await TakeAsync(channel.Id, request, cancellationToken) is { } missing) return missing;
            db.Channels.Add(channel);
            audit.On(channel.Subject()).After(channel.ToAudit(group));
            return new Receipt(channel.Id);
        }

        private Result<string> AddressOf(Command request) => mail.IsConfigured ? request.Mail! : ChannelProblems.NoMail;

        private async Task<Result<string>> HostAsync(Command request, CancellationToken ct) =>
            await secrets.GetAsync(SecretName.Deposit(request.Ticket!.Value), ct) is { } address ? webhook.HostOf(address) : ChannelProblems.AddressMissing;

        private async Task<Problem?> TakeAsync(ChannelId id, Command request, CancellationToken ct)
        {
            if (await MoveAsync(request.Ticket!.Value, SecretName.WebhookAddress(id), ct) is false) return ChannelProblems.AddressMissing;
            if (request.KeyTicket is { } key) return await MoveAsync(key, SecretName.WebhookKey(id), ct) ? null : ChannelProblems.KeyMissing;
            await secrets.PutAsync(SecretName.WebhookKey(id), new Secret(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(MadeKeyBytes))), null, ct);
            return null;
        }

        private async Task<bool> MoveAsync(Guid ticket, SecretName to, CancellationToken ct)
        {
            if (await secrets.GetAsync(SecretName.Deposit(ticket), ct) is not { } secret) return false;
            await secrets.PutAsync(to, secret, null, ct);
            await secrets.DeleteAsync(SecretName.Deposit(ticket), ct);
            return true;
        }
    }
}
