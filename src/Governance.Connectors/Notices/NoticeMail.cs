using System.Diagnostics;
using System.Net;
using System.Security.Authentication;
using System.Text;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Application.Work;
using Governance.Connectors.Salesforce;
using Governance.Domain;
using Governance.Domain.Notifications;
using Microsoft.Extensions.Logging;

namespace Governance.Connectors.Notices;

/// <summary>One SMTP conversation per mail, within ten seconds in all: 1. every address of the configured server is checked, and
/// one of these is dialled; 2. greeting; 3. TLS, by STARTTLS unless from the first byte; 4. sign-in where configured; 5. sender,
/// recipient, text. Of replies only the code is used. Never repeated here: the queue does that.</summary>
/// <remarks>RFC 5321, RFC 3207 (STARTTLS), RFC 4954 (AUTH PLAIN).</remarks>
internal sealed class NoticeMail(NoticeOptions options, OutboundPath path, TimeProvider clock, ILogger<NoticeMail> log) : INoticeMail
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly IPNetwork[] _ranges = [.. options.Smtp.PrivateRanges.Select(IPNetwork.Parse)];

    public bool IsConfigured => options.Smtp.Host is not null;

    public async Task<Result<string>> SendAsync(string to, string subject, IReadOnlyList<NoticeText> notices, CancellationToken ct)
    {
        if (!IsConfigured) return NoticeErrors.NotConfigured;
        if (!MailAddress.IsWellFormed(to)) return NoticeErrors.BadRecipient;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        var started = Stopwatch.GetTimestamp();
        Problem? problem;
        try
        {
            if (WorkLease.Current is { } lease) await lease.EnsureHeldAsync(ct);
            problem = await TalkAsync(to, MailText.Of(options.Smtp.From, to, subject, Lines(notices), clock.GetUtcNow()), limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested && limit.IsCancellationRequested)
        {
            problem = NoticeErrors.TimedOut(Limit);
        }
        catch (AddressRefusedException)
        {
            log.LogWarning(new EventId(4101, "SecurityOutboundRefused"), "The mail server {Host} leads to an address that is not allowed", options.Smtp.Host);
            problem = NoticeErrors.AddressRefused;
        }
        catch (AuthenticationException)
        {
            problem = NoticeErrors.CertificateRefused;
        }
        catch (InvalidDataException)
        {
            problem = NoticeErrors.BadAnswer;
        }
        catch (Exception fault) when (fault is IOException or System.Net.Sockets.SocketException)
        {
            problem = NoticeErrors.Unreachable;
        }
        Telemetry.Called("mail", "Send", problem is null ? 250 : null, started);
        // Whom it went to is nobody's business in a log.
        log.LogInformation("A mail by {Host}: {Outcome}", options.Smtp.Host, problem?.Code ?? "taken");
        return problem is null ? "Taken by the mail server." : problem;
    }

    private async Task<Problem?> TalkAsync(string to, string text, CancellationToken ct)
    {
        var (smtp, loopback) = (options.Smtp, IsAllowedLoopback);
        await using var wire = new SmtpWire(await DialAsync(loopback, ct));
        if (smtp.ImplicitTls) await wire.EncryptAsync(smtp.Host!, ct);
        if (await RefusedAsync(wire, null, ct, 220) is { } closed) return closed;
        var hello = await HelloAsync(wire, ct);
        if (hello.Code != 250) return NoticeErrors.OfReply(hello.Code);
        if (!smtp.ImplicitTls && Offers(hello, "STARTTLS"))
        {
            if (await RefusedAsync(wire, "STARTTLS", ct, 220) is { } not) return not;
            await wire.EncryptAsync(smtp.Host!, ct);
            hello = await HelloAsync(wire, ct);
        }
        else if (!smtp.ImplicitTls && !loopback)
        {
            return NoticeErrors.NoTls;
        }
        if (smtp.Username is not null && await RefusedAsync(wire, $"AUTH PLAIN {Credentials(smtp)}", ct, 235) is { } unknown) return unknown;
        if (await RefusedAsync(wire, $"MAIL FROM:<{smtp.From}>", ct, 250) is { } sender) return sender;
        if (await RefusedAsync(wire, $"RCPT TO:<{to}>", ct, 250, 251) is { } recipient) return recipient;
        if (await RefusedAsync(wire, "DATA", ct, 354) is { } data) return data;
        if (await RefusedAsync(wire, text, ct, 250) is { } refused) return refused;
        // It is taken: whatever comes of the farewell.
        await wire.SendAsync("QUIT", ct);
        return null;
    }

    private bool IsAllowedLoopback => options.AllowLoopback && options.Smtp.Host is "127.0.0.1" or "localhost";

    private async Task<Stream> DialAsync(bool loopback, CancellationToken ct)
    {
        var smtp = options.Smtp;
        var addresses = IPAddress.TryParse(smtp.Host, out var literal) ? [literal] : await path.Resolve(smtp.Host!, ct);
        var allowed = addresses.Length > 0 && addresses.All(a => loopback ? IPAddress.IsLoopback(a) : PublicAddress.Is(a) || _ranges.Any(r => r.Contains(a)));
        return allowed ? await path.Dial(addresses, smtp.Port, ct) : throw new AddressRefusedException(smtp.Host!);
    }

    private static async Task<SmtpWire.Reply> HelloAsync(SmtpWire wire, CancellationToken ct)
    {
        // A literal: the machine's own name is nobody's business.
        await wire.SendAsync("EHLO [127.0.0.1]", ct);
        return await wire.ReadAsync(ct);
    }

    private static bool Offers(SmtpWire.Reply hello, string extension) => hello.Lines.Skip(1).Any(l => l.Equals(extension, StringComparison.OrdinalIgnoreCase));

    private static async Task<Problem?> RefusedAsync(SmtpWire wire, string? line, CancellationToken ct, params int[] wanted)
    {
        if (line is not null) await wire.SendAsync(line, ct);
        var reply = await wire.ReadAsync(ct);
        return wanted.Contains(reply.Code) ? null : NoticeErrors.OfReply(reply.Code);
    }

    private static string Credentials(SmtpOptions smtp) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{smtp.Username}\0{smtp.Password}"));

    private List<string> Lines(IReadOnlyList<NoticeText> notices)
    {
        var lines = new List<string>();
        foreach (var notice in notices)
        {
            lines.Add(WebhookBody.LineOf(notice));
            lines.Add(options.PortalUrl is null ? $"In the portal: {notice.Link}" : WebhookBody.LinkOf(notice, options.PortalUrl));
            lines.Add("");
        }
        lines.Add("More is shown in the portal, after signing in.");
        return lines;
    }
}
