using System.Text;
using System.Text.Json;
using System.Xml;
using Governance.Application.Ports;
using Governance.Domain;

namespace Governance.Connectors.Salesforce;

/// <summary>One read among several that go out in one call.</summary>
/// <param name="Path">Below /services/data/vXX.0/, as in tooling/query.</param>
/// <param name="Soql">The query; null when the path says all.</param>
internal sealed record OrgRead(string Path, string? Soql)
{
    public static OrgRead Query(string soql) => new("query", soql);

    public static OrgRead Tooling(string soql) => new("tooling/query", soql);
}

/// <summary>Talks to one org under one sign-in. What reads may be repeated, and what changes says whether it may; when the session
/// ended, it signs in again once and asks once more.</summary>
internal sealed class OrgConversation(
    SignInLink org, CallPurpose purpose, OrgWire wire, SignIn signIn, OrgGates gates, SalesforceOptions options)
{
    /// <summary>Queries that one composite call takes.</summary>
    public const int MostReads = 5;

    private readonly CallCount _count = new();

    /// <summary>Null before the first answer.</summary>
    public OrgSession? Session { get; private set; }

    public CallPurpose Purpose => purpose;

    /// <summary>Calls made so far, repeats included, sign-ins not.</summary>
    public int Calls => _count.Calls;

    public CallCount Count => _count;

    /// <summary>First page of a query.</summary>
    public Task<Result<JsonDocument>> QueryAsync(string soql, CancellationToken ct) => GetAsync(
        session => ServicePath.Join(session.Instance, $"/services/data/v{options.ApiVersion}/query", "q", soql), ct);

    /// <summary>One read by itself.</summary>
    public Task<Result<JsonDocument>> ReadAsync(OrgRead read, CancellationToken ct) =>
        GetAsync(session => AddressOf(session, read), ct);

    /// <summary>Up to <see cref="MostReads"/> reads in one call, which is what the org counts.</summary>
    /// <returns>One answer each, in the order asked; a problem when the call as a whole failed.</returns>
    /// <remarks>Source: REST API Developer Guide, Composite (25 requests, 5 of them queries, one call against the limit; a
    /// batch counts each of its requests).</remarks>
    public async Task<Result<IReadOnlyList<Result<JsonElement>>>> ReadManyAsync(IReadOnlyList<OrgRead> reads, CancellationToken ct)
    {
        var answered = await AskAsync(
            session => ServicePath.Join(session.Instance, $"{Root}composite"), session => Composite(session, reads), ct);
        if (answered.Problem is { } problem) return problem;
        using var document = answered.Value!;
        if (!document.RootElement.TryGetProperty("compositeResponse", out var parts) || parts.ValueKind != JsonValueKind.Array
            || parts.GetArrayLength() != reads.Count)
            return OrgErrors.Unreadable;
        return parts.EnumerateArray().Select(PartOf).ToArray();
    }

    /// <summary>The org's calls of the last 24 hours and their limit, as its last answer said; null when none did.</summary>
    public ApiUsage? Usage => Session is { } session ? gates.Of(session.Instance).LastUsage : null;

    /// <summary>An answer that one parameter shapes.</summary>
    /// <param name="path">Below /services/data/vXX.0/.</param>
    /// <param name="name">Of the parameter.</param>
    /// <param name="value">Of the parameter.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<JsonDocument>> ReadAsync(string path, string name, string value, CancellationToken ct) =>
        GetAsync(session => ServicePath.Join(session.Instance, Root + path, name, value), ct);

    /// <summary>The page that an answer named.</summary>
    /// <returns>RemoteRefused (org.address-refused) when the address leads anywhere but to the same org's
    /// services.</returns>
    public Task<Result<JsonDocument>> NextAsync(string nextRecordsUrl, CancellationToken ct) =>
        GetAsync(session => ServicePath.Join(session.Instance, nextRecordsUrl), ct);

    /// <summary>The API versions that the org offers: an array.</summary>
    public Task<Result<JsonDocument>> VersionsAsync(CancellationToken ct) =>
        GetAsync(session => ServicePath.Join(session.Instance, "/services/data"), ct, JsonValueKind.Array);

    /// <summary>A file that is no JSON.</summary>
    /// <param name="path">Below /services/data/vXX.0/.</param>
    /// <param name="largest">Largest answer, bytes.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<OrgAnswer>> FileAsync(string path, int largest, CancellationToken ct) =>
        SendAsync(session => ServicePath.Join(session.Instance, Root + path), (_, call) => call with { Largest = largest }, ct);

    /// <summary>Changes something in the org.</summary>
    /// <param name="verb">POST, PATCH or DELETE.</param>
    /// <param name="path">Below /services/data/vXX.0/.</param>
    /// <param name="body">Null for none.</param>
    /// <param name="repeatable">True when a second try does what the first did.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<OrgAnswer>> ChangeAsync(HttpMethod verb, string path, OrgBody? body, bool repeatable, CancellationToken ct) => SendAsync(
        session => ServicePath.Join(session.Instance, Root + path), (_, call) => call with { Verb = verb, Body = body, Repeatable = repeatable }, ct);

    /// <summary>The session, made now when there is none.</summary>
    public async Task<Result<OrgSession>> OpenAsync(CancellationToken ct)
    {
        var opened = await signIn.OpenAsync(org, null, ct);
        Session = opened.Value ?? Session;
        return opened;
    }

    /// <summary>One call of the Metadata API, sent once: a SOAP refusal comes as HTTP 500, which would be repeated.</summary>
    /// <param name="path">Under /services/.</param>
    /// <param name="body">Writes the call into the envelope.</param>
    /// <param name="largest">Largest answer, bytes; null for the configured one.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>A success with its envelope, or the problem that a fault stands for.</returns>
    public async Task<Result<OrgAnswer>> SoapAsync(string path, Action<XmlWriter> body, int? largest, CancellationToken ct)
    {
        OrgSession? ended = null;
        while (true)
        {
            var opened = await signIn.OpenAsync(org, ended, ct);
            if (opened.Problem is { } closed) return closed;
            var session = Session = opened.Value!;
            var gate = gates.Of(session.Instance);
            if (!gate.Allows(purpose)) return NearLimit;
            var sent = await wire.SendAsync(
                new OrgCall(ServicePath.Join(session.Instance, path)!)
                {
                    Soap = MetadataSoap.Envelope(session.AccessToken, body),
                    Largest = largest,
                    Repeatable = false,
                    Purpose = purpose,
                    Gate = gate,
                    Count = _count,
                }, ct);
            if (sent.Problem is not null || sent.Value!.IsSuccess) return sent;
            if (ended is not null || MetadataSoap.Fault(sent.Value) is not { Code: "INVALID_SESSION_ID" })
                return MetadataSoap.Refused(sent.Value, session.AccessToken);
            ended = session;
        }
    }

    private string Root => $"/services/data/v{options.ApiVersion}/";

    private Uri? AddressOf(OrgSession session, OrgRead read) => read.Soql is { } soql
        ? ServicePath.Join(session.Instance, Root + read.Path, "q", soql)
        : ServicePath.Join(session.Instance, Root + read.Path);

    private byte[] Composite(OrgSession session, IReadOnlyList<OrgRead> reads) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        allOrNone = false,
        compositeRequest = reads.Select((read, i) => new
        {
            method = "GET",
            url = AddressOf(session, read)?.PathAndQuery ?? throw new ArgumentException("Not a path of the org.", nameof(reads)),
            referenceId = $"r{i}",
        }),
    });

    private Result<JsonElement> PartOf(JsonElement part)
    {
        if (OrgJson.Count(part, "httpStatusCode") is not { } status || !part.TryGetProperty("body", out var body)) return OrgErrors.Unreadable;
        if (status is >= 200 and < 300) return body.ValueKind == JsonValueKind.Object ? body.Clone() : OrgErrors.Unreadable;
        return OrgErrors.Of(
            new OrgAnswer(status, "application/json", Encoding.UTF8.GetBytes(body.GetRawText()), null), Session?.AccessToken);
    }

    private Task<Result<JsonDocument>> GetAsync(
        Func<OrgSession, Uri?> address, CancellationToken ct, JsonValueKind kind = JsonValueKind.Object) => AskAsync(address, null, ct, kind);

    private async Task<Result<JsonDocument>> AskAsync(
        Func<OrgSession, Uri?> address, Func<OrgSession, byte[]>? body, CancellationToken ct, JsonValueKind kind = JsonValueKind.Object)
    {
        var sent = await SendAsync(address, (session, call) => body is null ? call : call with { Json = body(session) }, ct);
        if (sent.Problem is { } problem) return problem;
        return OrgJson.Parse(sent.Value!, kind) is { } document ? document : OrgErrors.Unreadable;
    }

    private async Task<Result<OrgAnswer>> SendAsync(Func<OrgSession, Uri?> address, Func<OrgSession, OrgCall, OrgCall> shape, CancellationToken ct)
    {
        OrgSession? ended = null;
        while (true)
        {
            var opened = await signIn.OpenAsync(org, ended, ct);
            if (opened.Problem is { } closed) return closed;
            var session = Session = opened.Value!;
            var gate = gates.Of(session.Instance);
            if (!gate.Allows(purpose)) return NearLimit;
            if (address(session) is not { } target) return OrgErrors.AddressRefused;
            var sent = await wire.SendAsync(
                shape(session, new OrgCall(target)
                {
                    Bearer = session.AccessToken,
                    Repeatable = true,
                    Purpose = purpose,
                    Gate = gate,
                    Count = _count,
                }), ct);
            if (sent.Problem is { } problem) return problem;
            if (ended is null && OrgErrors.IsSessionEnded(sent.Value!))
            {
                ended = session;
                continue;
            }
            return sent.Value!.IsSuccess ? sent : OrgErrors.Of(sent.Value, session.AccessToken);
        }
    }

    private Problem NearLimit => Problem.RemoteRefused(RemoteCodes.LimitReached,
        $"More than {options.ScheduledReadsStopAtPercent} % of the org's API calls for the last 24 hours are used. "
            + "Scheduled reads wait, so that calls are left for revocation.");
}
