using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Governance.OrgSimulator.Tests.Heroku;

/// <summary>Calls as the Heroku CLI, its AppLink plugin, an AppLink SDK and the service mesh make them.</summary>
internal sealed partial class HerokuClient(TestWorld world)
{
    public const string Version3 = "application/vnd.heroku+json; version=3";
    private readonly ReadyHeroku _heroku = world.Ready.Heroku!;

    /// <summary>A management call: what the plugin sends after its five steps.</summary>
    /// <param name="path">After <c>/addons/{uuid}/</c>.</param>
    /// <param name="body">Serialised as JSON, or the content itself.</param>
    /// <param name="actor">Who acts as the SSO blob says; empty for a blob that does not tell.</param>
    public Task<Answered> AppLinkAsync(string method, string path, object? body = null, string actor = "dana@acme.example")
    {
        var sso = actor.Length == 0 ? "{}" : JsonSerializer.Serialize(new { @params = new { email = actor } });
        return SendAsync(method, $"{_heroku.ApplinkUrl}/{path}", _heroku.ApplinkToken!, body,
            ("x-app-uuid", _heroku.AppUuid!), ("x-addon-sso", Convert.ToBase64String(Encoding.UTF8.GetBytes(sso))));
    }

    /// <summary>What an SDK sends: the add-on token and the app, no SSO blob.</summary>
    public Task<Answered> SdkAsync(string name) =>
        SendAsync("GET", $"{_heroku.ApplinkUrl}/authorizations/{name}", _heroku.ApplinkToken!, null, ("X-App-UUID", _heroku.AppUuid!));

    /// <summary>What the service mesh sends: the add-on token alone.</summary>
    public Task<Answered> MeshAsync(string path, object body) => SendAsync("POST", $"{_heroku.ApplinkUrl}/{path}", _heroku.ApplinkToken!, body);

    public Task<Answered> PlatformAsync(string method, string path, object? body = null, string? token = null, string accept = Version3, string? range = null) =>
        SendAsync(method, _heroku.Url + path, token ?? _heroku.ApiKey, body, range is null ? [("Accept", accept)] : [("Accept", accept), ("Range", range)]);

    /// <summary>The publish form (applink.md §1.4).</summary>
    public Task<Answered> PublishAsync(string connection, object request, params (string Name, byte[] Content)[] files) =>
        AppLinkAsync("POST", $"connections/salesforce/{connection}/apps", Form(request, Zip(files)));

    public static MultipartFormDataContent Form(object? request, byte[]? zip)
    {
        var form = new MultipartFormDataContent("------------------------boundary");
        if (zip is not null) form.Add(new ByteArrayContent(zip) { Headers = { ContentType = new MediaTypeHeaderValue("application/zip") } }, "metadata", "blob");
        if (request is not null) form.Add(new StringContent(JsonSerializer.Serialize(request), Encoding.UTF8, "application/json"), "app_request", "blob");
        return form;
    }

    public static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(content);
            }

        return stream.ToArray();
    }

    /// <summary>The answer with what differs from run to run named, so that all of it can be compared.</summary>
    public static string Shape(Answered answer) => Port().Replace(Key().Replace(Moment().Replace(Uuid().Replace(answer.Body, "<uuid>"), "<time>"), "/connect/<key>"), "<host>");

    private async Task<Answered> SendAsync(string method, string url, string token, object? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        request.Content = body switch { null => null, HttpContent content => content, _ => JsonContent.Create(body) };
        return await world.SendAsync(request);
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")]
    private static partial Regex Moment();

    [GeneratedRegex("/connect/[0-9a-f]{48}")]
    private static partial Regex Key();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Port();
}
