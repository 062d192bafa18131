using System.Collections.Concurrent;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Notifications;

namespace Governance.TestKit.Fakes;

/// <summary>A mail server and webhooks that keep what they are given.</summary>
public sealed class FakeNotices : INoticeMail, INoticeWebhook
{
    /// <summary>A mail as given.</summary>
    public sealed record SentMail(string To, string Subject, IReadOnlyList<NoticeText> Notices);

    /// <summary>A post as given.</summary>
    public sealed record SentPost(ChannelId Channel, ChannelForm Form, DeliveryId Delivery, NoticeText Text);

    /// <summary>All mail that was taken.</summary>
    public ConcurrentQueue<SentMail> Mails { get; } = [];

    /// <summary>All posts that were taken.</summary>
    public ConcurrentQueue<SentPost> Posts { get; } = [];

    /// <summary>What both answer; null takes everything.</summary>
    public Problem? Refusal { get; set; }

    /// <inheritdoc />
    public bool IsConfigured { get; set; } = true;

    /// <inheritdoc />
    public IReadOnlyList<string> Hosts => ["hooks.example.com"];

    /// <inheritdoc />
    public Result<string> HostOf(Secret address) => Uri.TryCreate(address.Reveal(), UriKind.Absolute, out var uri) && Hosts.Contains(uri.Host)
        ? uri.Host
        : ChannelProblems.HostRefused("its host is not on the list");

    /// <inheritdoc />
    public Task<Result<string>> PostAsync(ChannelId channel, ChannelForm form, DeliveryId delivery, NoticeText text, CancellationToken ct)
    {
        if (Refusal is null) Posts.Enqueue(new SentPost(channel, form, delivery, text));
        return Task.FromResult(Refusal is null ? (Result<string>)"HTTP 200" : Refusal);
    }

    /// <inheritdoc />
    public Task<Result<string>> SendAsync(string to, string subject, IReadOnlyList<NoticeText> notices, CancellationToken ct)
    {
        if (Refusal is null) Mails.Enqueue(new SentMail(to, subject, notices));
        return Task.FromResult(Refusal is null ? (Result<string>)"Taken by the mail server." : Refusal);
    }
}
