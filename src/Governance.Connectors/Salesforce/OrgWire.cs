using System.Diagnostics;
using System.Globalization;
using Governance.Application.Pipeline;
using Governance.Domain;
using Microsoft.Extensions.Logging;

namespace Governance.Connectors.Salesforce;

/// <summary>The typed client: sends one call and hands back the whole answer, or the problem that kept it away. Calls
/// marked repeatable go through <see cref="Repeats"/>: every GET, the revoke POST and JWT sign-ins. Exchanges of a code
/// or refresh token go out exactly once.</summary>
internal sealed class OrgWire(HttpClient http, Repeats repeats, SalesforceOptions options, TimeProvider clock,
    ILogger<OrgWire> log)
{
    /// <returns>Any HTTP answer, or RemoteRefused (address, certificate) or RemoteUnavailable (nothing usable
    /// came).</returns>
    public Task<Result<OrgAnswer>> SendAsync(OrgCall call, CancellationToken ct) =>
        call.Repeatable ? repeats.RunAsync(stop => OnceAsync(call, stop), ct) : OnceAsync(call, ct);

    private async Task<Result<OrgAnswer>> OnceAsync(OrgCall call, CancellationToken ct)
    {
        using var place = call.Gate is { } gate ? await gate.EnterAsync(call.Purpose, ct) : null;
        var started = Stopwatch.GetTimestamp();
        var sent = await ExchangeAsync(call, ct);
        Telemetry.Called("salesforce", call.Purpose.ToString(), sent.Value?.Status, started);
        return sent;
    }

    private async Task<Result<OrgAnswer>> ExchangeAsync(OrgCall call, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(call.Largest is null ? options.CallTimeout : options.CallTimeout * 4);
        call.Count?.Add();
        try
        {
            using var request = call.ToRequest();
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var body = await SafeHttp.ReadAsync(response.Content, call.Largest ?? options.LargestAnswer, limit.Token);
            if (body is null) return Fail(call, OrgErrors.TooLarge);
            var answer = new OrgAnswer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, body,
                RetryAfter(response));
            call.Gate?.Note(answer, response.Headers.TryGetValues("Sforce-Limit-Info", out var info) ? info.First()
                : null);
            if (!answer.IsSuccess) log.LogInformation("{Call} was answered with HTTP {Status}", call, answer.Status);
            return answer;
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            // The handler's own limit for connecting shows as a time-out inside; then nothing has left.
            if (e.InnerException is TimeoutException && !limit.IsCancellationRequested)
                return Fail(call, OrgErrors.Of(e));
            return Fail(call, OrgErrors.TimedOut(options.CallTimeout));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            return Fail(call, OrgErrors.Of(e));
        }
    }

    private Problem Fail(OrgCall call, Problem problem)
    {
        // These two mean that somebody stands between us and the org: operators filter on the event's name.
        if (problem.Code is OrgCodes.HostRefused or OrgCodes.CertificateRefused)
            log.LogWarning(new EventId(4101, "SecurityOutboundRefused"), "{Call} was not sent: {Code}", call,
                problem.Code);
        else
            log.LogInformation("{Call} failed: {Code}", call, problem.Code);
        return problem;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Retry-After", out var values)) return null;
        var value = values.First();
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(seconds);
        var wait = response.Headers.RetryAfter?.Date - clock.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : null;
    }
}
