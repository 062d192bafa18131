using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Notifications;
using Microsoft.Extensions.Logging;

namespace Governance.Connectors.Notices;

/// <summary>Posts one notice: 1. the stored address is judged again; 2. the body is signed with the time; 3. it is posted, within
/// five seconds in all; 4. the status is read and the rest dropped. Never repeated here: the queue does that.</summary>
internal sealed class NoticeWebhook(
    HttpClient http, ISecretStore secrets, WebhookHosts hosts, NoticeOptions options, TimeProvider clock, ILogger<NoticeWebhook> log) : INoticeWebhook
{
    /// <summary>Seconds since 1970, UTC: what is signed before the body. A receiver refuses what is old.</summary>
    public const string TimestampHeader = "X-Governance-Timestamp";

    /// <summary>"v1=" and the HMAC-SHA-256 over "timestamp.body", hex.</summary>
    public const string SignatureHeader = "X-Governance-Signature";

    /// <summary>The same at each repeat.</summary>
    public const string DeliveryHeader = "X-Governance-Delivery";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public IReadOnlyList<string> Hosts => hosts.Listed;

    public Result<string> HostOf(Secret address)
    {
        var judged = hosts.Check(address.Reveal());
        return judged.Value is { } uri ? uri.Host : judged.Problem!;
    }

    public async Task<Result<string>> PostAsync(ChannelId channel, ChannelForm form, DeliveryId delivery, NoticeText text, CancellationToken ct)
    {
        if (await secrets.GetAsync(SecretName.WebhookAddress(channel), ct) is not { } address || await secrets.GetAsync(SecretName.WebhookKey(channel), ct) is not { } key)
            return NoticeErrors.SecretMissing;
        var judged = hosts.Check(address.Reveal());
        if (judged.Value is not { } uri)
        {
            log.LogWarning(new EventId(4101, "SecurityOutboundRefused"), "A webhook of channel {Channel} was not sent: {Code}", channel.Value, judged.Problem!.Code);
            return NoticeErrors.HostRefused;
        }
        var started = Stopwatch.GetTimestamp();
        var answer = await SendAsync(uri, key, delivery, WebhookBody.Of(form, delivery, text, options.PortalUrl), ct);
        Telemetry.Called("webhook", "Post", answer.Status, started);
        // Only the host: a path of theirs lets anybody post.
        log.LogInformation("POST to {Host} for delivery {Delivery}: {Outcome}", uri.Host, delivery.Value, answer.Status?.ToString(CultureInfo.InvariantCulture) ?? answer.Problem!.Code);
        return answer.Problem is { } problem ? problem : $"HTTP {answer.Status}";
    }

    private async Task<(int? Status, Problem? Problem)> SendAsync(Uri address, Secret key, DeliveryId delivery, byte[] body, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
            var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            request.Headers.TryAddWithoutValidation(TimestampHeader, timestamp);
            request.Headers.TryAddWithoutValidation(SignatureHeader, $"v1={Sign(key, timestamp, body)}");
            request.Headers.TryAddWithoutValidation(DeliveryHeader, delivery.Value.ToString("D"));
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var status = (int)response.StatusCode;
            return (status, NoticeErrors.OfStatus(status));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested && limit.IsCancellationRequested)
        {
            return (null, NoticeErrors.TimedOut(Limit));
        }
        catch (OperationCanceledException fault) when (!ct.IsCancellationRequested && fault.InnerException is TimeoutException)
        {
            return (null, NoticeErrors.Unreachable);
        }
        catch (HttpRequestException fault)
        {
            var problem = NoticeErrors.OfFault(fault);
            if (problem == NoticeErrors.AddressRefused)
                log.LogWarning(new EventId(4101, "SecurityOutboundRefused"), "{Host} leads to an address that is not on the open internet", address.Host);
            return (null, problem);
        }
    }

    /// <remarks>Key: the signing secret as UTF-8.</remarks>
    private static string Sign(Secret key, string timestamp, byte[] body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key.Reveal()));
        mac.AppendData(Encoding.ASCII.GetBytes($"{timestamp}."));
        mac.AppendData(body);
        return Convert.ToHexStringLower(mac.GetHashAndReset());
    }
}
