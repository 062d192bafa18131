using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Governance.Application.Pipeline;
using Governance.Connectors.Salesforce;
using Governance.Domain;
using Microsoft.Extensions.Logging;

namespace Governance.Connectors.HerokuAppLink;

/// <summary>One request to the Platform API or to AppLink. Reads and deletes may be repeated; what makes something is sent once.</summary>
/// <param name="Address">A checked origin and a path made here.</param>
/// <param name="Bearer">The Heroku token, or the add-on token.</param>
internal sealed record HerokuCall(Uri Address, Secret Bearer)
{
    public bool IsDelete { get; init; }

    /// <summary>What makes something; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Of the body.</summary>
    public string BodyType { get; init; } = "application/json";

    private HttpMethod Verb => Body is not null ? HttpMethod.Post : IsDelete ? HttpMethod.Delete : HttpMethod.Get;

    /// <summary>Media type asked for.</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary>Range of a list; null for none.</summary>
    public string? Range { get; init; }

    /// <summary>Further headers of AppLink.</summary>
    public IReadOnlyList<(string Name, Secret Value)> Headers { get; init; } = [];

    public required CallCount Count { get; init; }

    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(Verb, Address);
        if (Body is not null) request.Content = new ByteArrayContent(Body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(BodyType) } };
        request.Headers.TryAddWithoutValidation("Accept", Accept);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Bearer.Reveal());
        if (Range is not null) request.Headers.TryAddWithoutValidation("Range", Range);
        foreach (var (name, value) in Headers) request.Headers.TryAddWithoutValidation(name, value.Reveal());
        return request;
    }

    /// <summary>Names the host and path only.</summary>
    public override string ToString() => $"{Verb} {Address.Host}{Address.AbsolutePath}";
}

/// <summary>One whole answer.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="MediaType">As in application/json; null when none was given.</param>
/// <param name="Body">At most the configured limit.</param>
/// <param name="RetryAfter">How long Heroku asks to wait; null when it does not.</param>
/// <param name="NextRange">Where a 206 goes on; null when it ends.</param>
/// <param name="Remaining">Calls left this hour; null when not said.</param>
internal sealed record HerokuAnswer(
    int Status, string? MediaType, byte[] Body, TimeSpan? RetryAfter, string? NextRange, int? Remaining)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public override string ToString() => $"HTTP {Status}, {Body.Length} bytes";
}

/// <summary>The typed client. Repeats a call at most twice, on a broken connection, on 5xx and on 429; Retry-After is
/// kept up to the longest pause. Time-outs are not repeated.</summary>
internal sealed class HerokuWire(HttpClient http, AppLinkOptions options, TimeProvider clock, ILogger<HerokuWire> log)
{
    private const int Tries = 3;

    /// <returns>Any HTTP answer, or RemoteRefused (address, certificate) or RemoteUnavailable (nothing usable
    /// came).</returns>
    public async Task<Result<HerokuAnswer>> SendAsync(HerokuCall call, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var started = Stopwatch.GetTimestamp();
            var sent = await OnceAsync(call, ct);
            Telemetry.Called("heroku", call.Body is not null ? "Make" : call.IsDelete ? "Delete" : "Read", sent.Value?.Status, started);
            var again = sent.Value is { } answer
                ? answer.Status is 429 or >= 500 && !(answer.RetryAfter > options.LongestPause)
                : sent.Problem!.Code is HerokuCodes.Unreachable or HerokuCodes.ConnectionBroke;
            if (!again || attempt == Tries || (call.Body is not null && sent.Value?.Status != 429)) return sent;
            var pause = sent.Value?.RetryAfter ?? options.FirstPause * (1 << (attempt - 1));
            await Task.Delay(pause < options.LongestPause ? pause : options.LongestPause, clock, ct);
        }
    }

    private async Task<Result<HerokuAnswer>> OnceAsync(HerokuCall call, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.CallTimeout);
        call.Count.Add();
        try
        {
            using var request = call.ToRequest();
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var body = await SafeHttp.ReadAsync(response.Content, options.LargestAnswer, limit.Token);
            if (body is null) return Fail(call, HerokuErrors.TooLarge);
            var answer = new HerokuAnswer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, body,
                Header(response, "Retry-After") is { } wait && Number(wait) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                Header(response, "Next-Range"), Number(Header(response, "RateLimit-Remaining")));
            if (!answer.IsSuccess) log.LogInformation("{Call} was answered with HTTP {Status}", call, answer.Status);
            return answer;
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            return Fail(call, e.InnerException is TimeoutException && !limit.IsCancellationRequested
                ? HerokuErrors.Of(e)
                : HerokuErrors.TimedOut(options.CallTimeout));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            return Fail(call, HerokuErrors.Of(e));
        }
    }

    private Problem Fail(HerokuCall call, Problem problem)
    {
        if (problem.Code is HerokuCodes.HostRefused or HerokuCodes.CertificateRefused)
            log.LogWarning(new EventId(4101, "SecurityOutboundRefused"), "{Call} was not sent: {Code}", call, problem.Code);
        else
            log.LogInformation("{Call} failed: {Code}", call, problem.Code);
        return problem;
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values)
            ? values.First()
            : null;

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
