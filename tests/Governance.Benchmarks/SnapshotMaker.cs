using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Governance.Benchmarks;

/// <summary>What a made snapshot holds.</summary>
/// <param name="Path">The ZIP.</param>
/// <param name="Packed">Its bytes.</param>
/// <param name="Unpacked">Bytes of all files.</param>
/// <param name="LookedAt">Bytes of those that an import opens.</param>
/// <param name="Files">How many an import reads.</param>
internal sealed record MadeSnapshot(string Path, long Packed, long Unpacked, long LookedAt, int Files);

/// <summary>Makes a ZIP in metadata-API layout as a large org's retrieve is: profiles, permission sets and their groups, objects,
/// flows, client apps of both kinds, certificates, credentials, sites and registrations with their specs. Names are half noise, so
/// that it packs some five to one, where the real ones pack better and 100 MB would be past what may be unpacked.</summary>
internal sealed class SnapshotMaker : IDisposable
{
    private const string Signs = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static readonly string[] Objects = [.. Enumerable.Range(0, 400).Select(i => $"{(i % 3 == 0 ? "acme__" : "")}Ledger_Object_{i:000}__c")];
    private readonly Random _random = new(20_261);
    private readonly StringBuilder _text = new();
    private readonly ZipArchive _zip;
    private readonly FileStream _file;
    private readonly int _noise;
    private readonly string[] _certificates;
    private long _unpacked, _lookedAt;
    private int _files;

    private SnapshotMaker(string path, int noise)
    {
        _file = File.Create(path);
        (_zip, _noise) = (new ZipArchive(_file, ZipArchiveMode.Create, leaveOpen: true), noise);
        using var key = RSA.Create(2048);
        _certificates = [.. Enumerable.Range(0, 8).Select(i => Certificate(key, i))];
    }

    public void Dispose()
    {
        _zip.Dispose();
        _file.Dispose();
    }

    /// <summary>As an org holds it, until it has that many packed bytes.</summary>
    public static MadeSnapshot OfPacked(string path, long packed) => Make(path, 16, (maker, i) =>
    {
        maker.Department(i, profile: 3_000, set: 500);
        for (var n = 0; n < 4; n++) maker.CustomObject($"Object_{i}_{n}__c");
        for (var n = 0; n < 8; n++) maker.Flow($"Flow_{i}_{n}");
        return maker._file.Position < packed;
    });

    /// <summary>Nothing but what an import opens, until it has that many bytes unpacked.</summary>
    public static MadeSnapshot OfUnpacked(string path, long unpacked) => Make(path, 8, (maker, i) =>
    {
        maker.Department(i, profile: 7_000, set: 1_000);
        return maker._lookedAt < unpacked - 5_000_000;
    });

    /// <summary>A single client app: what an import costs before it has anything to do.</summary>
    public static MadeSnapshot OfOne(string path) => Make(path, 16, (maker, _) =>
    {
        maker.ConnectedApp("App", hasCertificate: true);
        return false;
    });

    private static MadeSnapshot Make(string path, int noise, Func<SnapshotMaker, int, bool> goesOn)
    {
        using var maker = new SnapshotMaker(path, noise);
        maker.Add("package.xml", "Package", "<types><members>*</members><name>Profile</name></types><version>62.0</version>", isRead: false);
        for (var i = 0; goesOn(maker, i); i++)
        {
            // Until it is large enough.
        }
        maker._zip.Dispose();
        return new MadeSnapshot(path, maker._file.Length, maker._unpacked, maker._lookedAt, maker._files);
    }

    private void Department(int i, int profile, int set)
    {
        Rights($"profiles/Profile_{i}.profile", "Profile", profile);
        for (var n = 0; n < 5; n++) Rights($"permissionsets/Set_{i}_{n}.permissionset", "PermissionSet", set);
        Add($"permissionsetgroups/Group_{i}.permissionsetgroup", "PermissionSetGroup",
            $"<label>Group {i}</label>{Repeat(5, n => $"<permissionSets>Set_{i}_{n}</permissionSets>")}<status>Updated</status>");
        if (i % 4 == 0) Registration(i);
        for (var n = 0; n < 2; n++) ConnectedApp($"App_{i}_{n}", n == 0);
        ExternalClientApp($"Client_{i}");
        AddText($"certs/Cert_{i}.crt", _certificates[i % _certificates.Length]);
        Add($"certs/Cert_{i}.crt-meta.xml", "Certificate", $"<caSigned>false</caSigned><keySize>2048</keySize><masterLabel>Cert {i}</masterLabel>");
        for (var n = 0; n < 3; n++)
        {
            Add($"namedCredentials/Credential_{i}_{n}.namedCredential", "NamedCredential",
                $"<calloutStatus>Enabled</calloutStatus><label>Credential {i} {n}</label><namedCredentialType>SecuredEndpoint</namedCredentialType>"
                + $"<namedCredentialParameters><parameterName>Url</parameterName><parameterType>Url</parameterType><parameterValue>https://{Noise()}.partner.example</parameterValue></namedCredentialParameters>"
                + $"<namedCredentialParameters><parameterType>Authentication</parameterType><externalCredential>External_{i}</externalCredential></namedCredentialParameters>");
        }
        Add($"externalCredentials/External_{i}.externalCredential", "ExternalCredential",
            $"<authenticationProtocol>Oauth</authenticationProtocol><label>External {i}</label><externalCredentialParameters><parameterName>Main</parameterName><parameterType>NamedPrincipal</parameterType></externalCredentialParameters>");
        Add($"remoteSiteSettings/Site_{i}.remoteSite", "RemoteSiteSetting", $"<disableProtocolSecurity>false</disableProtocolSecurity><isActive>true</isActive><url>https://{Noise()}.partner.example</url>");
    }

    private void Rights(string path, string type, int fields) => Add(path, type,
        Repeat(fields / 30, _ => $"<applicationVisibilities><application>{Name()}</application><default>false</default><visible>{Flag()}</visible></applicationVisibilities>")
        + Repeat(fields / 6, _ => $"<classAccesses><apexClass>{Name()}</apexClass><enabled>{Flag()}</enabled></classAccesses>")
        + Repeat(fields, _ => $"<fieldPermissions><editable>{Flag()}</editable><field>{Pick()}.{Name()}__c</field><readable>{Flag()}</readable></fieldPermissions>")
        + $"<label>{Path.GetFileNameWithoutExtension(path)}</label>"
        + Repeat(fields / 8, _ => $"<layoutAssignments><layout>{Pick()}-{Name()} Layout</layout></layoutAssignments>")
        + string.Concat(Objects.Take(fields / 10).Select(o =>
            $"<objectPermissions><allowCreate>{Flag()}</allowCreate><allowDelete>{Flag()}</allowDelete><allowEdit>{Flag()}</allowEdit><allowRead>true</allowRead>"
            + $"<modifyAllRecords>false</modifyAllRecords><object>{o}</object><viewAllRecords>{Flag()}</viewAllRecords></objectPermissions>"))
        + Repeat(fields / 20, _ => $"<tabVisibilities><tab>{Name()}</tab><visibility>DefaultOn</visibility></tabVisibilities>")
        + string.Concat(new[] { "ApiEnabled", "ViewSetup", "RunReports", "ManageUsers", "CustomizeApplication", "ModifyAllData" }
            .Select(p => $"<userPermissions><enabled>{Flag()}</enabled><name>{p}</name></userPermissions>")));

    private void CustomObject(string name) => Add($"objects/{name}.object", "CustomObject",
        "<actionOverrides><actionName>View</actionName><type>Default</type></actionOverrides><deploymentStatus>Deployed</deploymentStatus>"
        + Repeat(300, n => $"<fields><fullName>{Name()}__c</fullName><description>{Noise()} {Noise()}</description><externalId>false</externalId><label>Field {n} {Noise()}</label><length>80</length><required>{Flag()}</required><trackHistory>false</trackHistory><type>Text</type><unique>false</unique></fields>")
        + $"<label>{name}</label><sharingModel>Private</sharingModel>", isRead: false);

    private void Flow(string name) => Add($"flows/{name}.flow", "Flow",
        "<apiVersion>62.0</apiVersion>"
        + Repeat(60, n => $"<assignments><name>{Name()}</name><label>Step {n} {Noise()}</label><locationX>{_random.Next(5_000)}</locationX><locationY>{_random.Next(5_000)}</locationY><assignmentItems><assignToReference>{Name()}</assignToReference><operator>Assign</operator><value><stringValue>{Noise()} {Noise()}</stringValue></value></assignmentItems><connector><targetReference>{Name()}</targetReference></connector></assignments>")
        + $"<label>{name}</label><processType>AutoLaunchedFlow</processType><status>Active</status>", isRead: false);

    private void Registration(int i)
    {
        var paths = string.Join(",\n", Enumerable.Range(0, 120).Select(n =>
            $"    \"/{Noise()}/{{id}}\": {{ \"get\": {{ \"operationId\": \"op{n}{Noise()}\", \"summary\": \"Reads {Noise()} for {Noise()}\", \"parameters\": [ {{ \"name\": \"id\", \"in\": \"path\", \"required\": true, \"schema\": {{ \"type\": \"string\" }} }} ],\n"
            + $"      \"responses\": {{ \"200\": {{ \"description\": \"{Noise()}\", \"content\": {{ \"application/json\": {{ \"schema\": {{ \"$ref\": \"#/components/schemas/S{n % 40}\" }} }} }} }} }} }} }}"));
        var shapes = string.Join(",\n", Enumerable.Range(0, 40).Select(n =>
            $"      \"S{n}\": {{ \"type\": \"object\", \"properties\": {{ {string.Join(", ", Enumerable.Range(0, 15).Select(f => $"\"f{f}{Noise()}\": {{ \"type\": \"string\", \"description\": \"{Noise()}\" }}"))} }} }}"));
        var spec = $"{{ \"openapi\": \"3.0.3\", \"info\": {{ \"title\": \"Partner {i}\", \"version\": \"1.{i}\" }},\n  \"paths\": {{\n{paths}\n  }},\n  \"components\": {{ \"schemas\": {{\n{shapes}\n  }} }} }}";
        Add($"externalServiceRegistrations/Partner_{i}.externalServiceRegistration", "ExternalServiceRegistration",
            $"<label>Partner {i}</label><namedCredentialReference>Credential_{i}_0</namedCredentialReference>"
            + Repeat(10, n => $"<operations><active>true</active><name>op{n}</name></operations>")
            + $"<registrationProviderType>Custom</registrationProviderType><schema>{spec.Replace("\"", "&quot;", StringComparison.Ordinal)}</schema><schemaType>OpenApi3</schemaType><status>Complete</status><systemVersion>5</systemVersion>");
    }

    private void ConnectedApp(string name, bool hasCertificate) => Add($"connectedApps/{name}.connectedApp", "ConnectedApp",
        $"<contactEmail>owner@acme.example</contactEmail><label>{name} {Noise()}</label><oauthConfig><callbackUrl>https://{Noise()}.partner.example/callback</callbackUrl>"
        + (hasCertificate ? $"<certificate>{_certificates[0]}</certificate>" : "")
        + $"<consumerKey>3MVG9{Noise()}{Noise()}</consumerKey><isAdminApproved>{Flag()}</isAdminApproved><isPkceRequired>{Flag()}</isPkceRequired><scopes>Api</scopes><scopes>RefreshToken</scopes></oauthConfig>"
        + "<oauthPolicy><ipRelaxation>ENFORCE</ipRelaxation><refreshTokenPolicy>specific_lifetime:90:DAYS</refreshTokenPolicy></oauthPolicy><permissionSetName>Set_0_0</permissionSetName>");

    private void ExternalClientApp(string name)
    {
        var of = $"<externalClientApplication>{name}</externalClientApplication><label>{name}</label>";
        Add($"externalClientApps/{name}.eca", "ExternalClientApplication", $"<contactEmail>owner@acme.example</contactEmail><distributionState>Local</distributionState><label>{name}</label>");
        Add($"extlClntAppGlobalOauthSets/{name}_glbloauth.ecaGlblOauth", "ExtlClntAppGlobalOauthSettings", $"<callbackUrl>https://{Noise()}.partner.example/cb</callbackUrl><consumerKey>3MVG9{Noise()}</consumerKey>{of}<isPkceRequired>true</isPkceRequired>");
        Add($"extlClntAppOauthSettings/{name}_oauth.ecaOauth", "ExtlClntAppOauthSettings", $"<commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes>{of}");
        Add($"extlClntAppOauthPolicies/{name}_oauthPlcy.ecaOauthPlcy", "ExtlClntAppOauthConfigurablePolicies", $"<commaSeparatedPermissionSet>Set_0_0</commaSeparatedPermissionSet>{of}<permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>");
        Add($"extlClntAppPolicies/{name}_plcy.ecaPlcy", "ExtlClntAppConfigurablePolicies", $"{of}<isEnabled>true</isEnabled><isOauthPluginEnabled>true</isOauthPluginEnabled>");
        Add($"extlClntAppOauthSecuritySettings/{name}_sec.ecaOauthSecurity", "ExtlClntAppOauthSecuritySettings", $"{of}<tokenIpRanges><endIpAddress>203.0.113.9</endIpAddress><startIpAddress>203.0.113.1</startIpAddress></tokenIpRanges>");
    }

    private void Add(string path, string type, string inner, bool isRead = true) =>
        AddText(path, $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{type} xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n{inner.Replace("><", ">\n    <", StringComparison.Ordinal)}\n</{type}>\n", isRead);

    private void AddText(string path, string text, bool isRead = true)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        using (var entry = _zip.CreateEntry($"unpackaged/{path}", CompressionLevel.Fastest).Open()) entry.Write(bytes);
        _unpacked += bytes.Length;
        if (!isRead) return;
        _lookedAt += bytes.Length;
        _files++;
    }

    private string Repeat(int times, Func<int, string> part)
    {
        _text.Clear();
        for (var n = 0; n < times; n++) _text.Append(part(n));
        return _text.ToString();
    }

    private string Name() => $"Ledger_{Noise()}";

    private string Noise() => string.Create(_noise, _random, static (signs, random) =>
    {
        for (var i = 0; i < signs.Length; i++) signs[i] = Signs[random.Next(Signs.Length)];
    });

    private string Pick() => Objects[_random.Next(Objects.Length)];

    private string Flag() => _random.Next(2) == 0 ? "true" : "false";

    private static string Certificate(RSA key, int i)
    {
        var request = new CertificateRequest(string.Create(CultureInfo.InvariantCulture, $"CN=partner {i}"), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddYears(-1), now.AddYears(1 + i));
        return made.ExportCertificatePem();
    }
}
