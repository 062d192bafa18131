using Governance.Application.Ports;
using Governance.Connectors.Notices;
using Governance.Connectors.Salesforce;
using Governance.Domain;
using Governance.Domain.Notifications;
using Governance.Domain.Policies;

namespace Governance.Connectors.Tests.Notices;

/// <summary>Notices through the real senders.</summary>
internal sealed class NoticeBench(NoticeOptions options, OutboundPath? path = null) : IDisposable
{
    public const string Key = "CANARY-signing-secret-of-32-characters";

    public static readonly NoticeText Text = new("incident-declared", Severity.Critical, "Incident declared", 3, "3 targets",
        "/incidents/0199aaaa-0000-7000-8000-000000000001", new DateTimeOffset(2026, 11, 21, 14, 5, 0, TimeSpan.Zero));

    public Bench Bench { get; } = new(path: path, notices: options);

    /// <summary>Posts one notice to a webhook at that address.</summary>
    public async Task<Result<string>> PostAsync(string address, ChannelForm form = ChannelForm.Plain, DeliveryId? delivery = null)
    {
        var channel = ChannelId.New();
        await Bench.Secrets.PutAsync(SecretName.WebhookAddress(channel), new Secret(address));
        await Bench.Secrets.PutAsync(SecretName.WebhookKey(channel), new Secret(Key));
        return await Bench.Get<INoticeWebhook>().PostAsync(channel, form, delivery ?? DeliveryId.New(), Text, CancellationToken.None);
    }

    public Task<Result<string>> MailAsync(string to = "security@example.com") => Bench.Get<INoticeMail>().SendAsync(to, Text.Title, [Text], CancellationToken.None);

    public void Dispose() => Bench.Dispose();
}
