using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.OrgSimulator.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Governance.OrgSimulator.Heroku;

/// <summary>AppLink, publications (AppLink reference §1.3 rows 13 and 14, body §1.4, limits §5.1).</summary>
public sealed partial class AppLinkPublish(HerokuAccount account)
{
    private const int MostFiles = 10;
    private const long MostBytes = 20_000_000;
    private const int LongestBoundary = 200;

    /// <summary>Row 13. Called with the account's gate held.</summary>
    public Task ListAsync(AppLinkCall call, string key, string uuid)
    {
        if (call.Addon.Connection(key, isDataCloud: false) is not { } connection) return AppLinkJson.NotFoundAsync(call.Context);
        return Answer.JsonAsync(call.Context, 200, json =>
        {
            json.WriteStartArray();
            foreach (var publication in call.Addon.Publications.Where(p => p.Connection == connection.Name && p.App.Id == uuid))
                AppLinkJson.WritePublication(json, publication, connection.OrgId);
            json.WriteEndArray();
        });
    }

    /// <summary>Row 14: one publication per connection, app and client name. The checks of the specification's text are recalled, not documented.</summary>
    public async Task PublishAsync(AppLinkCall call, string key)
    {
        var body = await RequestBody.ReadAsync(call.Context);
        var (files, request, refusal) = await PartsAsync(call.Context, body);
        if (refusal is not null || Objection(files!, request!.Value) is { } found && (refusal = found) is not null)
        {
            await AppLinkJson.InvalidAsync(call.Context, refusal);
            return;
        }

        Task answer;
        lock (account.Gate)
        {
            account.Sweep(call.Addon);
            var spec = files!.GetValueOrDefault("api-spec.json") ?? files!["api-spec.yaml"];
            answer = PutAsync(call, key, AppLinkCall.Text(request!.Value, "client_name")!, Encoding.UTF8.GetString(spec));
        }

        await answer;
    }

    private Task PutAsync(AppLinkCall call, string key, string name, string spec)
    {
        if (call.Addon.Connection(key, isDataCloud: false) is not { } connection) return AppLinkJson.NotFoundAsync(call.Context);
        if (connection.Status != "connected") return Answer.HerokuErrorAsync(call.Context, 409, "conflict", "The connection is not connected.");
        var org = connection.Org!;
        lock (org.Gate)
            if (!org.UsersByName.TryGetValue(connection.Username ?? "", out var user) || !user.IsActive || user.IsFrozen || !user.Has("ManageHerokuAppLink"))
                return Answer.HerokuErrorAsync(call.Context, 403, "forbidden", "The connected user lacks the permission Manage Heroku AppLink.");
        var now = account.Clock.GetUtcNow().ToUnixTimeSeconds();
        var at = call.Addon.Publications.FindIndex(p => p.Connection == connection.Name && p.App == call.App && p.Name == name);
        var id = Guid.NewGuid().ToString();
        var publication = at >= 0
            ? call.Addon.Publications[at] with { Modified = now, ModifiedBy = call.Actor, Added = true, IsRegistered = true, Specs = [.. call.Addon.Publications[at].Specs.Where(s => s.Since < now), (now, spec)] }
            : new AppLinkPublication(call.App, connection.Name, name, account.EsrId(id), id, now, call.Actor) { Added = true, Specs = [(now, spec)] };
        if (at >= 0) call.Addon.Publications[at] = publication;
        else call.Addon.Publications.Add(publication);
        account.Note("applink_app", "publish", call.App, name, call.Actor);
        account.OnChange?.Invoke();
        return Answer.JsonAsync(call.Context, 201, json => AppLinkJson.WritePublication(json, publication, org.Id));
    }

    /// <summary>The two parts of the form: a ZIP and what is asked for.</summary>
    private static async Task<(Dictionary<string, byte[]>? Files, JsonElement? Request, string? Refusal)> PartsAsync(HttpContext context, byte[] body)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= LongestBoundary } boundary) return (null, null, "The request is no multipart form.");
        byte[]? zip = null;
        JsonElement? request = null;
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(body));
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
            {
                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content, context.RequestAborted);
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)) continue;
                var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value;
                if (name == "metadata") zip = content.ToArray();
                if (name != "app_request") continue;
                using var document = JsonDocument.Parse(content.ToArray());
                request = document.RootElement.Clone();
            }
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidDataException)
        {
            return (null, null, "The form cannot be read.");
        }

        if (zip is null) return (null, null, "metadata is required");
        if (request is not { ValueKind: JsonValueKind.Object }) return (null, null, "app_request is required");
        try
        {
            var (files, refusal) = Unzip(zip);
            return (files, request, refusal);
        }
        catch (InvalidDataException)
        {
            return (null, null, "metadata is no ZIP file.");
        }
    }

    /// <summary>Counts what comes out, not what the file says about itself.</summary>
    private static (Dictionary<string, byte[]>? Files, string? Refusal) Unzip(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read);
        if (archive.Entries.Count > MostFiles) return (null, $"metadata has more than {MostFiles} files.");
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        long total = 0;
        var buffer = new byte[64 * 1024];
        foreach (var entry in archive.Entries)
        {
            using var content = entry.Open();
            using var whole = new MemoryStream();
            var most = entry.FullName switch { "api-spec.yaml" => 3_000_000, "api-spec.json" => 10_000_000, _ => MostBytes };
            for (int read; (read = content.Read(buffer)) > 0;)
            {
                whole.Write(buffer, 0, read);
                if ((total += read) > MostBytes) return (null, "metadata is larger than 20 MB.");
                if (whole.Length > most) return (null, $"{entry.FullName} is larger than {most / 1_000_000} MB.");
            }

            files[entry.FullName] = whole.ToArray();
        }

        return (files, null);
    }

    private static string? Objection(Dictionary<string, byte[]> files, JsonElement request)
    {
        if (AppLinkCall.Text(request, "client_name") is not { } name || !ClientName().IsMatch(name)) return "client_name is missing or not a name";
        var (json, yaml) = (files.GetValueOrDefault("api-spec.json"), files.GetValueOrDefault("api-spec.yaml"));
        if (json is null == yaml is null) return "metadata needs api-spec.yaml or api-spec.json";
        if (files.ContainsKey("connectedapp-meta.xml") && (Names(request, "authorization_connected_app_name") || Names(request, "authorization_external_client_app_name")))
            return "Name the client app or send its metadata, not both.";
        if (files.ContainsKey("permissionset-meta.xml") && Names(request, "authorization_permission_set_name")) return "Name the permission set or send its metadata, not both.";
        return json is not null && !IsOpenApi(json) || yaml is not null && !OpenApiLine().IsMatch(Encoding.UTF8.GetString(yaml)) ? "The specification is no OpenAPI document." : null;
    }

    private static bool Names(JsonElement request, string member) => AppLinkCall.Text(request, member) is { Length: > 0 };

    private static bool IsOpenApi(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("openapi", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_]{0,79}\z")]
    private static partial Regex ClientName();

    [GeneratedRegex("^[\"']?openapi[\"']?\\s*:", RegexOptions.Multiline)]
    private static partial Regex OpenApiLine();
}
