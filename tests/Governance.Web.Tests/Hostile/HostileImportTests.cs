using System.Buffers.Text;
using System.Diagnostics;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Governance.Application.Pipeline;
using Governance.Connectors.Salesforce;
using Governance.Domain;
using Governance.Domain.Inventory;
using Governance.TestKit;
using Governance.Web.CommandLine;
using Microsoft.EntityFrameworkCore;

namespace Governance.Web.Tests.Hostile;

/// <summary>The package that the first hostile org hands out, imported by the command line with something worse added to it each time:
/// what was added costs itself alone, and every app of the org arrives under the name it has.</summary>
[Collection(HostileEstate.Collection)]
public sealed class HostileImportTests(HostileEstate estate) : IAsyncLifetime
{
    private const string Canary = "CANARY-7d21";
    private static byte[]? _package;
    private readonly string _folder = Directory.CreateTempSubdirectory("hostile-import-").FullName;

    public async Task InitializeAsync() => _package ??= await RetrieveAsync();

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Threat_T72_ZipBomb_StopsAtLimit_InAPackageOfTheHostileOrg()
    {
        var (org, said) = await ImportAsync(zip =>
        {
            Put(zip, "unpackaged/connectedApps/Bomb.connectedApp", "<ConnectedApp><label>" + new string(' ', 15_000_000) + "</label></ConnectedApp>");
            Put(zip, "unpackaged/connectedApps/Large.connectedApp", "<ConnectedApp>" + new string(' ', 21 * 1024 * 1024));
            Put(zip, "unpackaged/inner.zip", "PK");
            Put(zip, "../../../../etc/Escaped.connectedApp", "<ConnectedApp><label>Escaped</label></ConnectedApp>");
            Put(zip, "C:\\Windows\\NUL.connectedApp", "<ConnectedApp><label>Device</label></ConnectedApp>");
            Put(zip, "unpackaged/connectedApps/Twice.connectedApp", "<ConnectedApp><label>First</label></ConnectedApp>");
            Put(zip, "unpackaged/connectedApps/Twice.connectedApp", "<ConnectedApp><label>Second</label></ConnectedApp>");
            var link = zip.CreateEntry("unpackaged/connectedApps/Link.connectedApp");
            link.ExternalAttributes = unchecked((int)0xA1FF0000);
        });

        said.ShouldContain("Bomb.connectedApp: packed more than 100 to 1");
        said.ShouldContain("Large.connectedApp: larger than 20 MB");
        said.ShouldContain("inner.zip: an archive inside: never opened");
        said.ShouldContain("Link.connectedApp: a link: never followed");
        Directory.EnumerateFileSystemEntries(_folder).Count().ShouldBe(1, "nothing is unpacked to disk");
        await ShouldHoldTheOrgAsync(org, "CA:Escaped", "CA:NUL", "CA:Twice");
    }

    [Fact]
    public async Task Threat_T73_DocumentBomb_IsRefusedFast_InAPackageOfTheHostileOrg()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 100_000)) + string.Concat(Enumerable.Repeat("</a>", 100_000));
        var aliases = "openapi: 3.0.0\na: &a [x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range('b', 9).Select(c => $"{(char)c}: &{(char)c} [{string.Join(", ", Enumerable.Repeat($"*{(char)(c - 1)}", 9))}]\n"));
        var clock = Stopwatch.StartNew();
        var (org, said) = await ImportAsync(zip =>
        {
            Put(zip, "unpackaged/connectedApps/Dtd.connectedApp", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><ConnectedApp><label>&e;</label></ConnectedApp>");
            Put(zip, "unpackaged/connectedApps/Lol.connectedApp", "<!DOCTYPE l [<!ENTITY l \"lol\"><!ENTITY m \"&l;&l;&l;&l;\">]><ConnectedApp><label>&m;</label></ConnectedApp>");
            Put(zip, "unpackaged/connectedApps/Deep.connectedApp", $"<ConnectedApp>{deep}</ConnectedApp>", CompressionLevel.NoCompression);
            Spec(zip, "Laughs", aliases);
            Spec(zip, "Circle", "{\"openapi\": \"3.0.0\", \"paths\": {\"/a\": {\"$ref\": \"#/paths/~1b\"}, \"/b\": {\"$ref\": \"#/paths/~1a\"}}}");
            Spec(zip, "Twice", "{\"openapi\": \"3.0.0\", \"paths\": {}, \"paths\": {}}");
        });
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10), "all of it, with the import");

        said.ShouldContain("Dtd.connectedApp: before its first element: a document type (DTD), which is never read");
        said.ShouldContain("Lol.connectedApp: before its first element: a document type (DTD), which is never read");
        said.ShouldContain("Deep.connectedApp: deeper than 64 elements");
        said.ShouldNotContain("root:");
        var problems = await estate.Portal.ReadAsync(db => db.SpecVersions.Where(v => v.OrgId == org).Join(db.CatalogEntries, v => v.EntryId, e => e.Id, (v, e) => new { e.Name, v.Problem }).ToDictionaryAsync(v => v.Name, v => v.Problem));
        problems["Laughs"].ShouldNotBeNull().ShouldContain("line");
        problems["Twice"].ShouldNotBeNull().ShouldContain("comes twice");
        problems.ShouldContainKey("Circle");
        await ShouldHoldTheOrgAsync(org);
    }

    [Fact]
    public async Task Threat_T74_KeyInCertificateField_IsNotKept_InAPackageOfTheHostileOrg()
    {
        using var rsa = RSA.Create(2048);
        using var made = new CertificateRequest("CN=both", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(70));
        var key = rsa.ExportPkcs8PrivateKeyPem();
        var (org, said) = await ImportAsync(zip =>
        {
            Put(zip, "unpackaged/certs/Both.crt", key + "\n" + made.ExportCertificatePem());
            Put(zip, "unpackaged/certs/Noise.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
            Put(zip, "unpackaged/certs/Document.crt", "<ConnectedApp/>");
            Put(zip, "unpackaged/connectedApps/Secret.connectedApp", $"<ConnectedApp><oauthConfig><consumerSecret>{Canary}</consumerSecret><certificate>{key}</certificate></oauthConfig></ConnectedApp>");
        });

        said.ShouldContain("Both.crt: held a private key; it was dropped");
        said.ShouldContain("Noise.crt: cannot be read as a certificate");
        said.ShouldContain("Document.crt: its ending says certificate, its content does not");
        said.ShouldContain("Secret.connectedApp: held a value in consumerSecret; it was dropped unread");
        var stored = await estate.Portal.ReadAsync(async db => string.Join('\n', [
            .. await db.Items.Where(i => i.OrgId == org).Select(i => i.FactsText).ToListAsync(), .. await db.SnapshotImports.Select(i => i.SummaryText).ToListAsync(),
            .. (await db.AuditEntries.AsNoTracking().ToListAsync()).Select(e => $"{e.Before}{e.After}")]));
        foreach (var text in new[] { said, stored, estate.Portal.Logs.Text })
            foreach (var secret in new[] { Canary, "-----BEGIN", key[100..150] }) text.ShouldNotContain(secret);
        await ShouldHoldTheOrgAsync(org, "CA:Secret");
    }

    /// <summary>All apps of the hostile org's own package, and those beside them.</summary>
    private async Task ShouldHoldTheOrgAsync(OrgId org, params string[] more)
    {
        var installed = estate.World.World.OrgNamed(estate.First.Name)!.Apps.Where(a => a.IsInstalled).Select(a => (a.IsExternalClientApp ? "ECA:" : "CA:") + a.DeveloperName.Trim()).ToList();
        var held = await estate.Portal.ReadAsync(db => db.Items.Where(i => i.OrgId == org && i.Kind == ItemKind.AppPolicy && i.GoneAt == null).Select(i => i.Key).ToListAsync());

        held.Except([.. installed, .. more]).ShouldBeEmpty();
        // The one whose name is longer than any in Salesforce is said to be in trouble.
        installed.Concat(more).Except(held).ShouldAllBe(key => key.Length > InventoryItem.KeyMaxLength);
        held.Count.ShouldBeGreaterThan(50);
    }

    private async Task<(OrgId Org, string Said)> ImportAsync(Action<ZipArchive> add)
    {
        var (file, name) = (Path.Combine(_folder, "package.zip"), $"Snapshot {Guid.NewGuid():N}");
        using (var bytes = new MemoryStream())
        {
            bytes.Write(_package);
            using (var zip = new ZipArchive(bytes, ZipArchiveMode.Update, leaveOpen: true)) add(zip);
            await File.WriteAllBytesAsync(file, bytes.ToArray());
        }
        await using var said = new StringWriter();
        (await ImportSnapshotPath.RunAsync(estate.Portal.Services, Actor.CommandLine("tester"), ["import", file, "--org", name, "--group", "EMEA"], said, said, CancellationToken.None)).ShouldBe(PortalCommand.Ok, said.ToString());
        return (await estate.Portal.ReadAsync(db => db.Orgs.Where(o => o.Label == name).Select(o => o.Id).SingleAsync()), said.ToString());
    }

    private static void Put(ZipArchive zip, string name, string content, CompressionLevel level = CompressionLevel.Fastest)
    {
        using var stream = zip.CreateEntry(name, level).Open();
        stream.Write(Encoding.UTF8.GetBytes(content));
    }

    private static void Spec(ZipArchive zip, string name, string text) => Put(zip, $"unpackaged/externalServiceRegistrations/{name}.externalServiceRegistration",
        $"<ExternalServiceRegistration><label>{name}</label><schema><![CDATA[{text}]]></schema></ExternalServiceRegistration>");

    /// <summary>The first org's package, as the Metadata API of the stand-in hands it out.</summary>
    private async Task<byte[]> RetrieveAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri(estate.First.LoginUrl) };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer", ["assertion"] = await AssertionAsync() });
        using var token = JsonDocument.Parse(await (await http.PostAsync(new Uri("/services/oauth2/token", UriKind.Relative), form)).Content.ReadAsStringAsync());
        var session = new Secret(token.RootElement.GetProperty("access_token").GetString()!);
        (string, IReadOnlyCollection<string>)[] types =
        [
            .. new[]
            {
                "ConnectedApp", "ExternalClientApplication", "ExtlClntAppGlobalOauthSettings", "ExtlClntAppOauthSettings", "ExtlClntAppOauthConfigurablePolicies",
                "ExtlClntAppConfigurablePolicies", "ExtlClntAppOauthSecuritySettings",
            }.Select(t => (t, (IReadOnlyCollection<string>)["*"])),
        ];
        var id = (await CallAsync(w => MetadataSoap.Retrieve(w, "67.0", types), null)).Single(f => f.Name == "id").Text;
        using var zip = new MemoryStream();
        await Eventually.ShouldBeAsync(async () => (await CallAsync(w => MetadataSoap.Check(w, id, withZip: false), null)).Single(f => f.Name == "done").Text == "true", "the package");
        await CallAsync(w => MetadataSoap.Check(w, id, withZip: true), zip);
        return zip.ToArray();

        async Task<string> AssertionAsync()
        {
            using var key = RSA.Create();
            key.ImportFromPem(await File.ReadAllTextAsync(estate.World.Ready.JwtKeyFile));
            var claims = JsonSerializer.Serialize(new { iss = estate.First.ClientId, sub = estate.First.Username, aud = http.BaseAddress.GetLeftPart(UriPartial.Authority), exp = DateTimeOffset.UtcNow.AddMinutes(3).ToUnixTimeSeconds() });
            var signed = $"{Part("{\"alg\":\"RS256\"}")}.{Part(claims)}";
            return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";

            static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
        }

        async Task<List<MetadataSoap.Field>> CallAsync(Action<System.Xml.XmlWriter> body, Stream? into)
        {
            using var content = new ByteArrayContent(MetadataSoap.Envelope(session, body));
            content.Headers.ContentType = new MediaTypeHeaderValue("text/xml");
            content.Headers.Add("SOAPAction", "\"\"");
            using var answer = await http.PostAsync(new Uri("/services/Soap/m/67.0", UriKind.Relative), content);
            return MetadataSoap.Result(new OrgAnswer((int)answer.StatusCode, "text/xml", await answer.Content.ReadAsByteArrayAsync(), null), into).ShouldNotBeNull();
        }
    }
}
