using System.IO.Compression;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.World;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, Metadata deploy over REST (reference §7.4): the JSON part is called json or entity_content, the ZIP part file.</summary>
public sealed class DeployResource(Org org)
{
    private const int MostFiles = 10_000;
    private const int MostKept = 50;
    private const int LargestFile = 5 * 1024 * 1024;
    private readonly Dictionary<string, Deploy> _deploys = [];
    private int _made;

    public async Task HandleAsync(HttpContext context, Session session, string version, string? id)
    {
        if (!org.Has(session, "ModifyMetadata") && !org.Has(session, "ModifyAllData"))
        {
            await Answer.OrgErrorAsync(context, 403, "INSUFFICIENT_ACCESS", "insufficient access rights on cross-reference id");
            return;
        }

        if (id is not null)
        {
            await (context.Request.Method switch { "GET" => StatusAsync(context, id), "PATCH" => CancelAsync(context, id), _ => OrgOrigin.MethodNotAllowedAsync(context) });
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await OrgOrigin.MethodNotAllowedAsync(context);
            return;
        }

        var body = await RequestBody.ReadAsync(context);
        Deploy deploy;
        try
        {
            var (options, zip) = await PartsAsync(context.Request.ContentType, body);
            lock (org.Gate) deploy = Run(options, zip, int.Parse(version.AsSpan(1, 2), System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or IOException or XmlException)
        {
            await Answer.OrgErrorAsync(context, 400, "INVALID_MULTIPART_REQUEST", "The multipart request cannot be read.");
            return;
        }

        _ = ActSoonAsync(deploy);
        await Answer.JsonAsync(context, 201, json => Write(json, deploy, "Pending"));
    }

    /// <summary>Salesforce, cancel of a deploy (reference §7.4): what is not yet done is not done; what is done is too late to cancel.</summary>
    private async Task CancelAsync(HttpContext context, string id)
    {
        using var body = await RequestBody.ReadJsonAsync(context);
        if (body?.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("deployResult", out var wanted) || wanted.ValueKind != JsonValueKind.Object
            || !wanted.TryGetProperty("status", out var status) || status.ValueKind != JsonValueKind.String || status.GetString() != "Canceling")
        {
            await Answer.OrgErrorAsync(context, 400, "INVALID_ARGUMENT", "deployResult.status can only be set to Canceling");
            return;
        }

        await CancelNowAsync(context, id);
    }

    private Task CancelNowAsync(HttpContext context, string id)
    {
        lock (org.Gate)
        {
            if (!_deploys.TryGetValue(SalesforceId.To18(id), out var deploy)) return OrgOrigin.NotFoundAsync(context);
            if (deploy.IsApplied) return Answer.OrgErrorAsync(context, 400, "INVALID_ID_FIELD", "Deployment already completed");
            deploy.IsCanceled = true;
            return Answer.JsonAsync(context, 202, json => Write(json, deploy, "Canceling"));
        }
    }

    /// <summary>A deploy that nobody looks at happens all the same, a moment after it was asked for.</summary>
    private async Task ActSoonAsync(Deploy deploy)
    {
        await Task.Delay(300);
        lock (org.Gate) Apply(deploy);
    }

    private void Apply(Deploy deploy)
    {
        if (deploy.IsCanceled || deploy.IsApplied) return;
        deploy.IsApplied = true;
        if (deploy.IsCheckOnly || (deploy.RollsBack && deploy.Failures.Count > 0)) return;
        foreach (var change in deploy.Changes) change();
        org.OnChange?.Invoke();
    }

    /// <summary>The first look finds the deploy at work, later ones find it done.</summary>
    private Task StatusAsync(HttpContext context, string id)
    {
        lock (org.Gate)
        {
            if (!_deploys.TryGetValue(SalesforceId.To18(id), out var deploy)) return OrgOrigin.NotFoundAsync(context);
            Apply(deploy);
            var status = deploy.IsCanceled ? "Canceled" : deploy.Looks++ == 0 ? "InProgress" : deploy.Failures.Count == 0 ? "Succeeded"
                : deploy.RollsBack || deploy.Successes.Count == 0 ? "Failed" : "SucceededPartial";
            return Answer.JsonAsync(context, 200, json => Write(json, deploy, status));
        }
    }

    private Deploy Run(JsonElement options, byte[] zip, int pathVersion)
    {
        // In a production org rollbackOnError is always on (recalled).
        var deploy = new Deploy(org.NewId("0Af", ++_made), Flag(options, "checkOnly"), Flag(options, "rollbackOnError") || !org.IsSandbox);
        using var archive = new ZipArchive(new MemoryStream(zip));
        if (archive.Entries.Count > MostFiles || archive.Entries.Any(entry => entry.Length > LargestFile)) throw new InvalidDataException();
        var files = archive.Entries.Where(entry => entry.Name.Length > 0).Select(entry => (Name: Below(entry.FullName, Flag(options, "singlePackage")), File: Load(entry))).ToList();
        var manifest = files.Find(file => file.Name == "package.xml").File;
        var version = decimal.TryParse(manifest?.Element(MetadataComponents.Space + "version")?.Value, System.Globalization.CultureInfo.InvariantCulture, out var stated) ? (int)stated : pathVersion;
        if (manifest is null) deploy.Failures.Add(("package.xml", "", "No package.xml found"));
        foreach (var (name, file) in files.Where(file => file.Name != "package.xml"))
        {
            var kind = MetadataComponents.Types.FirstOrDefault(type => name.EndsWith("." + type.Suffix, StringComparison.Ordinal));
            var fullName = kind.Type is null ? name : Uri.UnescapeDataString(name[(name.LastIndexOf('/') + 1)..^(kind.Suffix.Length + 1)]);
            var apply = () => { };
            var refusal = kind.Type is null ? "Unknown file: no metadata type has this suffix"
                : file is null ? "The file is no XML"
                : new PolicyChange(org, version).Read(kind.Type, fullName, file, out apply);
            if (refusal is null) deploy.Successes.Add((name, fullName));
            else deploy.Failures.Add((name, fullName, refusal));
            if (refusal is null) deploy.Changes.Add(apply);
        }

        if (_deploys.Count >= MostKept) _deploys.Remove(_deploys.Keys.First());
        return _deploys[deploy.Id] = deploy;
    }

    /// <summary>The name within the package; without singlePackage everything lies in one folder of any name.</summary>
    private static string Below(string name, bool isSinglePackage) => isSinglePackage ? name : name[(name.IndexOf('/') + 1)..];

    private static XElement? Load(ZipArchiveEntry entry)
    {
        try
        {
            using var stream = entry.Open();
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LargestFile });
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static async Task<(JsonElement Options, byte[] Zip)> PartsAsync(string? contentType, byte[] body)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary) throw new InvalidDataException();
        var reader = new MultipartReader(boundary, new MemoryStream(body));
        JsonElement? options = null;
        byte[]? zip = null;
        while (await reader.ReadNextSectionAsync() is { } part)
        {
            using var content = new MemoryStream();
            await part.Body.CopyToAsync(content);
            var name = part.GetContentDispositionHeader() is { } header ? HeaderUtilities.RemoveQuotes(header.Name).Value : null;
            if (name is "json" or "entity_content") options = JsonSerializer.Deserialize<JsonElement>(content.ToArray());
            else if (name == "file") zip = content.ToArray();
        }

        return options is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty("deployOptions", out var asked) && asked.ValueKind == JsonValueKind.Object && zip is not null
            ? (asked, zip)
            : throw new InvalidDataException();
    }

    private static bool Flag(JsonElement options, string name) => options.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static void Write(Utf8JsonWriter json, Deploy deploy, string status)
    {
        var isDone = status is "Succeeded" or "SucceededPartial" or "Failed" or "Canceled";
        json.WriteStartObject();
        json.WriteString("id", deploy.Id);
        json.WriteStartObject("deployResult");
        json.WriteBoolean("checkOnly", deploy.IsCheckOnly);
        json.WriteBoolean("done", isDone);
        json.WriteString("id", deploy.Id);
        json.WriteNumber("numberComponentErrors", isDone && !deploy.IsCanceled ? deploy.Failures.Count : 0);
        json.WriteNumber("numberComponentsDeployed", isDone && !deploy.IsCanceled ? deploy.Successes.Count : 0);
        json.WriteNumber("numberComponentsTotal", isDone ? deploy.Failures.Count + deploy.Successes.Count : 0);
        json.WriteBoolean("rollbackOnError", deploy.RollsBack);
        json.WriteString("status", status);
        json.WriteBoolean("success", status is "Succeeded" or "SucceededPartial");
        json.WriteStartObject("details");
        json.WriteStartArray("componentFailures");
        foreach (var (file, name, problem) in isDone && !deploy.IsCanceled ? deploy.Failures : [])
        {
            json.WriteStartObject();
            json.WriteString("fileName", file);
            json.WriteString("fullName", name);
            json.WriteString("problem", problem);
            json.WriteString("problemType", "Error");
            json.WriteBoolean("success", false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("componentSuccesses");
        foreach (var (file, name) in isDone && !deploy.IsCanceled ? deploy.Successes : [])
        {
            json.WriteStartObject();
            json.WriteString("fileName", file);
            json.WriteString("fullName", name);
            json.WriteBoolean("success", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private sealed record Deploy(string Id, bool IsCheckOnly, bool RollsBack)
    {
        public bool IsApplied { get; set; }

        public bool IsCanceled { get; set; }

        public List<Action> Changes { get; } = [];

        public int Looks { get; set; }

        public List<(string File, string Name, string Problem)> Failures { get; } = [];

        public List<(string File, string Name)> Successes { get; } = [];
    }
}
