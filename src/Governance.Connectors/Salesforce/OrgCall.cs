using System.Net.Http.Headers;
using Governance.Domain;

namespace Governance.Connectors.Salesforce;

/// <summary>Why a call is made; decides what a scarce call budget is kept for.</summary>
internal enum CallPurpose
{
    /// <summary>A person waits: connecting, testing rights.</summary>
    Asked,

    /// <summary>A timer wants it; stops above the configured share of the org's daily calls.</summary>
    ScheduledRead,

    /// <summary>Cutting access off: never refused for want of calls, and served first.</summary>
    Revocation,
}

/// <summary>Counts calls of one conversation, repeats included.</summary>
internal sealed class CallCount
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public void Add() => Interlocked.Increment(ref _calls);
}

/// <summary>One request to an org.</summary>
/// <param name="Address">A checked origin and a plain path.</param>
internal sealed record OrgCall(Uri Address)
{
    /// <summary>Null sends no Authorization header.</summary>
    public Secret? Bearer { get; init; }

    /// <summary>A form makes it a POST; without form and body it is a GET.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Form { get; init; }

    /// <summary>A JSON body makes it a POST.</summary>
    public byte[]? Json { get; init; }

    /// <summary>A SOAP envelope makes it a POST; it may hold the session.</summary>
    public byte[]? Soap { get; init; }

    /// <summary>A body of another kind; it may hold a policy of the org.</summary>
    public OrgBody? Body { get; init; }

    /// <summary>What the call does where a form or a body does not say it; null otherwise.</summary>
    public HttpMethod? Verb { get; init; }

    /// <summary>Largest answer taken, bytes, where it may be more than the configured one.</summary>
    public int? Largest { get; init; }

    /// <summary>True when a second try cannot do harm.</summary>
    public required bool Repeatable { get; init; }

    public CallPurpose Purpose { get; init; } = CallPurpose.Asked;

    /// <summary>Null for calls to a login host, which no org's budget covers.</summary>
    public OrgGate? Gate { get; init; }

    public CallCount? Count { get; init; }

    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(Method, Address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Soap is null ? "application/json" : "text/xml"));
        if (Bearer is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        if (Form is not null) request.Content = new FormUrlEncodedContent(Form);
        if (Json is not null)
            request.Content = new ByteArrayContent(Json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (Body is { } body)
            request.Content = new ByteArrayContent(body.Bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(body.MediaType) } };
        if (Soap is not null)
        {
            request.Headers.Add("SOAPAction", "\"\"");
            request.Content = new ByteArrayContent(Soap) { Headers = { ContentType = new MediaTypeHeaderValue("text/xml", "UTF-8") } };
        }
        return request;
    }

    private HttpMethod Method => Verb ?? (Form is null && Json is null && Soap is null ? HttpMethod.Get : HttpMethod.Post);

    /// <summary>Names the host and path only.</summary>
    public override string ToString() => $"{Method} {Address.Host}{Address.AbsolutePath}";
}

/// <summary>A body of any kind.</summary>
/// <param name="MediaType">With its parameters, as in multipart/form-data; boundary=x.</param>
/// <param name="Bytes">All of it.</param>
internal sealed record OrgBody(string MediaType, byte[] Bytes)
{
    public static OrgBody Json(byte[] bytes) => new("application/json", bytes);

    public override string ToString() => $"{MediaType}, {Bytes.Length} bytes";
}

/// <summary>One whole answer of an org.</summary>
/// <param name="Status">HTTP status; never judged alone.</param>
/// <param name="MediaType">As in application/json; null when the org gave none.</param>
/// <param name="Body">At most the configured limit.</param>
/// <param name="RetryAfter">How long the org asks to wait; null when it does not.</param>
internal sealed record OrgAnswer(int Status, string? MediaType, byte[] Body, TimeSpan? RetryAfter)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public override string ToString() => $"HTTP {Status}, {Body.Length} bytes";
}
