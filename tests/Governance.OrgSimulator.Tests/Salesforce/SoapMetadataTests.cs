using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

namespace Governance.OrgSimulator.Tests.Salesforce;

/// <summary>Salesforce, metadata retrieve (reference §7.3): SOAP faults, polling, per-component messages, both layouts of the ZIP.</summary>
[Trait("salesforce.md §9", "5")]
public sealed class SoapMetadataTests(DemoWorld demo) : IClassFixture<DemoWorld>
{
    private static readonly XNamespace Met = "http://soap.sforce.com/2006/04/metadata";
    private readonly TestWorld _world = demo.World;

    [Theory]
    [InlineData("true", "")]
    [InlineData("false", "unpackaged/")]
    public async Task Retrieve_WhenPolled_HandsOutTheZipInTheAskedLayout(string oneFolder, string root)
    {
        var access = await _world.LoginAsync(_world.Core);
        var started = await CallAsync(access, Retrieve(oneFolder, 67, ("ConnectedApp", "*"), ("ConnectedApp", "Nowhere"), ("Gadget", "*")));
        Value(started, "done").ShouldBe("false");
        Value(started, "state").ShouldBe("Queued");

        var first = await CheckAsync(access, Value(started, "id"));
        (Value(first, "done"), Value(first, "status"), Has(first, "zipFile")).ShouldBe(("false", "InProgress", false));
        var done = await CheckAsync(access, Value(started, "id"));
        (Value(done, "done"), Value(done, "status"), Value(done, "success")).ShouldBe(("true", "Succeeded", "true"));

        done.Descendants(Met + "problem").Select(problem => problem.Value).ShouldBe(["Entity of type 'ConnectedApp' named 'Nowhere' cannot be found", "Entity type: 'Gadget' is unknown"]);
        var files = Files(Value(done, "zipFile"));
        var installed = _world.Host.World.Orgs[0].Apps.Where(app => app.IsInstalled && !app.IsExternalClientApp).ToList();
        files.Keys.Count(name => name.StartsWith(root + "connectedApps/", StringComparison.Ordinal)).ShouldBe(installed.Count);
        files[root + "package.xml"].Element(Met + "version")!.Value.ShouldBe("67.0");
        var portal = files[root + "connectedApps/Governance_Portal.connectedApp"].Element(Met + "oauthConfig")!;
        portal.Elements().Select(node => $"{node.Name.LocalName}={node.Value}").Where(line => line.StartsWith("is", StringComparison.Ordinal) || line.StartsWith("scopes", StringComparison.Ordinal)).ShouldBe(
            ["isAdminApproved=true", "isClientCredentialEnabled=false", "isConsumerSecretOptional=false", "isDeviceFlowEnabled=false", "isEnforceRefreshTokenTTL=true", "isIpBindingEnabled=false",
             "isPkceRequired=true", "isRefreshTokenRotationEnabled=true", "isSecretRequiredForRefreshToken=true", "scopes=Api", "scopes=RefreshToken", "scopes=OpenID"]);
        // The ZIP comes once.
        var again = await SendAsync(Envelope(access, Check(Value(started, "id"))));
        again.Status.ShouldBe(500);
        again.Body.ShouldContain("<faultcode>sf:INVALID_LOCATOR</faultcode>");
    }

    [Fact]
    public async Task Retrieve_WhenTheVersionIsOld_LeavesOutWhatItDidNotKnow()
    {
        var access = await _world.LoginAsync(_world.Core);

        var config = (await FileAsync(access, 58, "ConnectedApp", "Governance_Portal")).Element(Met + "oauthConfig")!;

        config.Element(Met + "isPkceRequired").ShouldBeNull();
        config.Element(Met + "isRefreshTokenRotationEnabled").ShouldBeNull();
        config.Element(Met + "isAdminApproved")!.Value.ShouldBe("true");
    }

    [Theory]
    [InlineData(false, false, true, false)]
    [InlineData(true, false, true, false)]
    [InlineData(false, true, true, false)]
    [InlineData(true, true, false, false)]
    [InlineData(true, true, true, true)]
    [Trait("salesforce.md §9", "7")]
    public async Task Secret_WhenBothSettingsAreOnAndTheCallerMay_IsServedAndNeverOtherwise(bool metadata, bool rest, bool may, bool served)
    {
        var org = _world.Host.World.Orgs[0];
        var rights = org.PermissionSets.Find(set => set.Name == "Governance_Portal_Reader")!.Permissions;
        if (may) rights.Add("ViewClientSecret");
        else rights.Remove("ViewClientSecret");
        (org.ConsumerSecretsInMetadata, org.ConsumerSecretsInRest) = (metadata, rest);
        var app = org.Apps.First(app => app.IsExternalClientApp && app.IsInstalled);

        var file = await FileAsync(await _world.LoginAsync(_world.Core), 62, "ExtlClntAppGlobalOauthSettings", app.DeveloperName + "_glbloauth");

        file.Element(Met + "externalClientApplication")!.Value.ShouldBe(app.DeveloperName);
        (file.Element(Met + "consumerSecret") is not null).ShouldBe(served);
        (org.ConsumerSecretsInMetadata, org.ConsumerSecretsInRest) = (false, false);
        rights.Remove("ViewClientSecret");
    }

    [Fact]
    public async Task Retrieve_WhenTheLayoutIsNotAskedFor_LiesInAFolder()
    {
        var access = await _world.LoginAsync(_world.Core);
        var asked = Retrieve("true", 62, ("Certificate", "Payroll_Client"));
        asked.Descendants(Met + "singlePackage").Remove();

        var id = Value(await CallAsync(access, asked), "id");
        await CheckAsync(access, id);

        using var zip = new ZipArchive(new MemoryStream(Convert.FromBase64String(Value(await CheckAsync(access, id), "zipFile"))));
        zip.Entries.Select(entry => entry.FullName).ShouldBe(["unpackaged/certs/Payroll_Client.crt", "unpackaged/certs/Payroll_Client.crt-meta.xml", "unpackaged/package.xml"]);
        using var pem = new StreamReader(zip.Entries[0].Open());
        using var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(await pem.ReadToEndAsync());
        new DateTimeOffset(certificate.NotAfter).ToUnixTimeSeconds().ShouldBe(_world.Host.World.Orgs[0].Certificates.Find(known => known.Name == "Payroll_Client")!.Expires);
        certificate.HasPrivateKey.ShouldBeFalse();
    }

    [Theory]
    [InlineData("OauthOidcSettings", "OauthOidc", "blockOAuthUnPwFlow", "true")]
    [InlineData("ExternalClientAppSettings", "ExternalClientApp", "enableConsumerSecretApiAccess", "false")]
    [InlineData("ConnectedAppSettings", "ConnectedApp", "enableAdminApprovedAppsOnly", "false")]
    [InlineData("PermissionSet", "Quote_Service", "hasActivationRequired", "true")]
    [InlineData("Profile", "Minimum Access - API Only Integrations", "userLicense", "Salesforce Integration")]
    [InlineData("NamedCredential", "Event_CheckIn", "certificate", "Event_CheckIn")]
    [InlineData("Certificate", "Payroll_Client", "privateKeyExportable", "true")]
    [InlineData("NamedCredential", "Carrier_Rates", "protocol", "Password")]
    [InlineData("NamedCredential", "Warehouse_Drop", "jwtSigningCertificate", "Warehouse_Client")]
    [InlineData("NamedCredential", "GenerateQuote", "namedCredentialType", "SecuredEndpoint")]
    [InlineData("ExternalCredential", "Quote_Access", "authenticationProtocol", "Custom")]
    public async Task Read_WhenASetupTypeIsAsked_GivesItsFields(string type, string name, string field, string value)
    {
        var read = await CallAsync(await _world.LoginAsync(_world.Core), new XElement(Met + "readMetadata", new XElement(Met + "type", type), new XElement(Met + "fullNames", name)));

        read.Descendants(Met + "records").Single().Element(Met + field)!.Value.ShouldBe(value);
        read.Descendants(Met + "fullName").Single().Value.ShouldBe(name);
    }

    [Theory]
    [InlineData("Settings", "settings/OauthOidc.settings")]
    [InlineData("PermissionSet", "permissionsets/Quote_Service.permissionset")]
    [InlineData("Certificate", "certs/Payroll_Client.crt")]
    [InlineData("ExternalServiceRegistration", "externalServiceRegistrations/")]
    public async Task List_WhenASetupTypeIsAsked_NamesItsFiles(string type, string file)
    {
        var listed = await CallAsync(await _world.LoginAsync(_world.Core), new XElement(Met + "listMetadata", new XElement(Met + "queries", new XElement(Met + "type", type))));

        listed.Descendants(Met + "fileName").Select(name => name.Value).ShouldContain(name => name.Contains(file));
    }

    [Fact]
    public async Task List_And_Read_GiveTheSameComponents()
    {
        var access = await _world.LoginAsync(_world.Core);
        var listed = (await CallAsync(access, new XElement(Met + "listMetadata", new XElement(Met + "queries", new XElement(Met + "type", "ExternalClientApplication")), new XElement(Met + "asOfVersion", "62.0"))))
            .Descendants(Met + "fullName").Select(name => name.Value).ToList();
        listed.ShouldNotBeEmpty();

        var read = await CallAsync(access, new XElement(Met + "readMetadata", new XElement(Met + "type", "ExternalClientApplication"), listed.Take(2).Append("Nowhere").Select(name => new XElement(Met + "fullNames", name))));

        read.Descendants(Met + "records").Select(record => record.Element(Met + "fullName")?.Value).ShouldBe([listed[0], listed[1], null]);
        (await CallAsync(access, new XElement(Met + "describeMetadata"))).Descendants(Met + "suffix").Select(suffix => suffix.Value).ShouldContain("ecaOauthPlcy");
    }

    [Fact]
    public async Task Call_WhenTheSessionIsUnknown_IsASoapFault()
    {
        var answer = await SendAsync(Envelope("00Dnothing!x", new XElement(Met + "describeMetadata")));

        answer.Status.ShouldBe(500);
        answer.Body.ShouldBe("""<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><soapenv:Fault xmlns:sf="http://soap.sforce.com/2006/04/metadata"><faultcode>sf:INVALID_SESSION_ID</faultcode><faultstring>INVALID_SESSION_ID: Invalid Session ID found in SessionHeader: Illegal Session</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>""");
    }

    [Fact]
    public async Task Call_WhenTheCallerMayNot_IsRefused() =>
        (await SendAsync(Envelope(await _world.LoginAsync(_world.Core, "limited.reader@northgale.example"), new XElement(Met + "describeMetadata")))).Body.ShouldContain("<faultcode>sf:INSUFFICIENT_ACCESS</faultcode>");

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("<a/>")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>")]
    [InlineData("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>")]
    public async Task Call_WhenItIsNoEnvelope_IsAClientFault(string body)
    {
        var answer = await SendAsync(body);

        answer.Status.ShouldBe(500);
        answer.Body.ShouldContain("<faultcode>soapenv:Client</faultcode>");
    }

    private static XElement Retrieve(string isSingle, int version, params (string Type, string Member)[] asked) => new(
        Met + "retrieve",
        new XElement(
            Met + "retrieveRequest", new XElement(Met + "apiVersion", version + ".0"), new XElement(Met + "singlePackage", isSingle),
            new XElement(
                Met + "unpackaged",
                asked.Select(entry => new XElement(Met + "types", new XElement(Met + "members", entry.Member), new XElement(Met + "name", entry.Type))), new XElement(Met + "version", version + ".0"))));

    private static XElement Check(string id) => new(Met + "checkRetrieveStatus", new XElement(Met + "asyncProcessId", id), new XElement(Met + "includeZip", "true"));

    private static string Envelope(string access, XElement act)
    {
        XNamespace soap = "http://schemas.xmlsoap.org/soap/envelope/";
        return new XElement(soap + "Envelope", new XElement(soap + "Header", new XElement(Met + "SessionHeader", new XElement(Met + "sessionId", access))), new XElement(soap + "Body", act)).ToString();
    }

    private static string Value(XElement envelope, string name) => envelope.Descendants(Met + "result").Single().Element(Met + name)!.Value;

    private static bool Has(XElement envelope, string name) => envelope.Descendants(Met + name).Any();

    private static Dictionary<string, XElement> Files(string zip)
    {
        using var archive = new ZipArchive(new MemoryStream(Convert.FromBase64String(zip)));
        return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var stream = entry.Open();
            return XElement.Load(stream);
        });
    }

    private async Task<XElement> FileAsync(string access, int version, string type, string name)
    {
        var id = Value(await CallAsync(access, Retrieve("true", version, (type, name))), "id");
        await CheckAsync(access, id);
        return Files(Value(await CheckAsync(access, id), "zipFile")).Single(file => file.Key != "package.xml").Value;
    }

    private Task<XElement> CheckAsync(string access, string id) => CallAsync(access, Check(id));

    private async Task<XElement> CallAsync(string access, XElement act)
    {
        var answer = await SendAsync(Envelope(access, act));
        answer.Status.ShouldBe(200, answer.Body);
        return XElement.Parse(answer.Body);
    }

    private async Task<Answered> SendAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _world.Core.LoginUrl + "/services/Soap/m/62.0") { Content = new StringContent(body, Encoding.UTF8, "text/xml") };
        request.Headers.Add("SOAPAction", "\"\"");
        return await _world.SendAsync(request);
    }
}
