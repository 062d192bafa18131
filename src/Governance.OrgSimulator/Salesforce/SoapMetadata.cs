using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, Metadata API over SOAP (reference §7.3): describe, list, read, retrieve. The session comes in the envelope,
/// refusals are SOAP faults under HTTP 500, and the ZIP of a retrieve is handed out once.</summary>
public sealed class SoapMetadata(Org org)
{
    public const string Path = "/services/soap/m/";
    private const int MostRetrieves = 50;
    private const int MostListQueries = 3;
    private const int MostRead = 10;
    private static readonly XNamespace Envelope = "http://schemas.xmlsoap.org/soap/envelope/";
    private static readonly XNamespace Space = MetadataComponents.Space;
    private readonly Dictionary<string, Retrieve> _retrieves = [];
    private int _made;

    public async Task HandleAsync(HttpContext context, OriginCall call, ApiBudget budget)
    {
        var envelope = Parse(await RequestBody.ReadAsync(context));
        var act = envelope?.Element(Envelope + "Body")?.Elements().FirstOrDefault();
        if (act is null)
        {
            await FaultAsync(context, 500, "soapenv:Client", "The request is no SOAP envelope with a body.");
            return;
        }

        var token = envelope!.Element(Envelope + "Header")?.Descendants(Space + "sessionId").FirstOrDefault()?.Value.Trim();
        XElement answer;
        try
        {
            lock (org.Gate)
            {
                var session = token is null ? null : org.FindSession(token);
                if (session is null || !session.User.IsActive || session.User.IsFrozen)
                    throw new SoapFaultException("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session");
                call.Caller = session.User.Username;
                if (!budget.TrySpend()) throw new SoapFaultException("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
                context.Response.Headers["Sforce-Limit-Info"] = budget.Header;
                if (!org.Has(session, "ApiEnabled")) throw new SoapFaultException("API_DISABLED_FOR_ORG", "API is not enabled for this Organization or Partner");
                if (!org.Has(session, "ModifyMetadata") && !org.Has(session, "ModifyAllData"))
                    throw new SoapFaultException("INSUFFICIENT_ACCESS", "use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions");
                answer = Act(act, PathVersion(call.Path), org.Has(session, "ViewClientSecret"));
            }
        }
        catch (SoapFaultException e)
        {
            await FaultAsync(context, 500, "sf:" + e.Code, $"{e.Code}: {e.Message}");
            return;
        }

        await WriteAsync(context, 200, new XElement(Space + (act.Name.LocalName + "Response"), answer.Name.LocalName == "results" ? answer.Elements() : answer));
    }

    /// <summary>A refusal in the shape of the SOAP API.</summary>
    public static Task FaultAsync(HttpContext context, int status, string code, string message) => WriteAsync(context, status, new XElement(
        Envelope + "Fault", new XAttribute(XNamespace.Xmlns + "sf", Space), new XElement("faultcode", code), new XElement("faultstring", message)));

    private XElement Act(XElement act, int version, bool secrets) => act.Name.LocalName switch
    {
        "describeMetadata" => Describe(),
        "listMetadata" => new XElement("results", List(act, version)),
        "readMetadata" => Read(act, version, secrets),
        "retrieve" => Start(act, version, secrets),
        "checkRetrieveStatus" => Check(act),
        var name => throw new SoapFaultException("UNKNOWN_EXCEPTION", $"the call {name} is not played here"),
    };

    private static XElement Describe() => new(
        Space + "result",
        MetadataComponents.Types.Select(type => new XElement(
            Space + "metadataObjects", Leaf("directoryName", type.Folder), Leaf("inFolder", "false"), Leaf("metaFile", type.Type == "Certificate" ? "true" : "false"), Leaf("suffix", type.Suffix), Leaf("xmlName", type.Type))),
        Leaf("organizationNamespace", ""), Leaf("partialSaveAllowed", "true"), Leaf("testRequired", "false"));

    private IEnumerable<XElement> List(XElement act, int version)
    {
        var queries = act.Elements(Space + "queries").Select(query => query.Element(Space + "type")?.Value ?? "").ToList();
        if (queries.Count > MostListQueries) throw new SoapFaultException("EXCEEDED_MAX_TYPES_LIMIT", $"listMetadata takes at most {MostListQueries} types");
        foreach (var type in queries)
        {
            if (!Knows(type)) throw new SoapFaultException("INVALID_TYPE", $"Unknown type:{type}");
            foreach (var component in new MetadataComponents(org, version).OfType(type)) yield return Properties("result", component);
        }
    }

    private XElement Read(XElement act, int version, bool secrets)
    {
        var type = act.Element(Space + "type")?.Value ?? "";
        var names = act.Elements(Space + "fullNames").Select(name => name.Value).ToList();
        var isSettings = type.EndsWith("Settings", StringComparison.Ordinal) && MetadataComponents.Settings.Contains(type[..^8]);
        if (!isSettings && (!Knows(type) || type == "Settings")) throw new SoapFaultException("INVALID_TYPE", $"Unknown type:{type}");
        if (names.Count > MostRead) throw new SoapFaultException("EXCEEDED_ID_LIMIT", $"record limit reached. cannot read more than {MostRead} records into this call");
        XNamespace instance = "http://www.w3.org/2001/XMLSchema-instance";
        var known = new MetadataComponents(org, version, secrets).OfType(isSettings ? "Settings" : type).Where(component => !isSettings || component.FullName == type[..^8]).ToDictionary(component => component.FullName, StringComparer.Ordinal);
        return new XElement(Space + "result", names.Select(name => known.TryGetValue(name, out var component)
            ? new XElement(Space + "records", new XAttribute(XNamespace.Xmlns + "xsi", instance), new XAttribute(instance + "type", type), Leaf("fullName", name), component.Body.Elements())
            : new XElement(Space + "records", new XAttribute(XNamespace.Xmlns + "xsi", instance), new XAttribute(instance + "nil", "true"))));
    }

    private XElement Start(XElement act, int pathVersion, bool secrets)
    {
        var asked = act.Element(Space + "retrieveRequest") ?? act.Element(Space + "request") ?? throw new SoapFaultException("MISSING_ARGUMENT", "retrieveRequest is missing");
        var package = asked.Element(Space + "unpackaged");
        var version = VersionOf(package?.Element(Space + "version")?.Value ?? asked.Element(Space + "apiVersion")?.Value) ?? pathVersion;
        var retrieve = new Retrieve(org.NewId("09S", ++_made), string.Equals(asked.Element(Space + "singlePackage")?.Value, "true", StringComparison.OrdinalIgnoreCase), version);
        foreach (var types in package?.Elements(Space + "types") ?? [])
            retrieve.Take(types.Element(Space + "name")?.Value ?? "", [.. types.Elements(Space + "members").Select(member => member.Value)], new MetadataComponents(org, version, secrets));
        if (_retrieves.Count >= MostRetrieves) _retrieves.Remove(_retrieves.Keys.First());
        _retrieves[retrieve.Id] = retrieve;
        return new XElement(Space + "result", Leaf("done", "false"), Leaf("id", retrieve.Id), Leaf("state", "Queued"));
    }

    /// <summary>The first look finds the retrieve at work, later ones find it done.</summary>
    private XElement Check(XElement act)
    {
        var id = act.Element(Space + "asyncProcessId")?.Value.Trim() ?? "";
        if (!_retrieves.TryGetValue(SalesforceId.To18(id), out var retrieve)) throw new SoapFaultException("INVALID_ID_FIELD", $"invalid id: {id}");
        var isDone = retrieve.Looks++ > 0;
        var result = new XElement(Space + "result", Leaf("done", isDone ? "true" : "false"));
        if (isDone) result.Add(retrieve.Components.Select(component => Properties("fileProperties", component, retrieve.Root)));
        result.Add(Leaf("id", retrieve.Id));
        if (isDone) result.Add(retrieve.Messages.Select(message => new XElement(Space + "messages", Leaf("fileName", retrieve.Root + "package.xml"), Leaf("problem", message))));
        result.Add(Leaf("status", isDone ? "Succeeded" : "InProgress"), Leaf("success", isDone ? "true" : "false"));
        var wantsZip = !string.Equals(act.Element(Space + "includeZip")?.Value, "false", StringComparison.OrdinalIgnoreCase);
        if (!isDone || !wantsZip) return result;
        if (retrieve.IsTaken) throw new SoapFaultException("INVALID_LOCATOR", "the retrieve result has been deleted: its ZIP was handed out before");
        retrieve.IsTaken = true;
        result.Add(Leaf("zipFile", Convert.ToBase64String(retrieve.Zip())));
        return result;
    }

    private XElement Properties(string name, MetadataComponent component, string root = "unpackaged/")
    {
        var moment = DateTimeOffset.FromUnixTimeSeconds(org.Created).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var user = org.Users[0];
        return new XElement(
            Space + name, Leaf("createdById", user.Id), Leaf("createdByName", user.Name), Leaf("createdDate", moment), Leaf("fileName", root + component.FileName),
            Leaf("fullName", component.FullName), Leaf("id", component.Id), Leaf("lastModifiedById", user.Id), Leaf("lastModifiedByName", user.Name),
            Leaf("lastModifiedDate", moment), Leaf("manageableState", "unmanaged"), Leaf("type", component.Type));
    }

    private static bool Knows(string type) => MetadataComponents.Types.Any(known => known.Type == type);

    private static XElement Leaf(string name, string value) => new(Space + name, MetadataComponents.Writable(value));

    private static int PathVersion(string path) => VersionOf(path[Path.Length..].Split('/')[0]) ?? 62;

    private static int? VersionOf(string? text) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var version) && version is >= 1 and <= 999 ? (int)version : null;

    private static XElement? Parse(byte[] body)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var root = XElement.Load(reader);
            return root.Name == Envelope + "Envelope" ? root : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static Task WriteAsync(HttpContext context, int status, XElement content)
    {
        var envelope = new XElement(Envelope + "Envelope", new XAttribute(XNamespace.Xmlns + "soapenv", Envelope), new XElement(Envelope + "Body", content));
        return Answer.TextAsync(context, status, "text/xml;charset=UTF-8", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + envelope.ToString(SaveOptions.DisableFormatting));
    }

    /// <summary>One retrieve from its start to the moment its ZIP is handed out.</summary>
    private sealed class Retrieve(string id, bool isSinglePackage, int version)
    {
        public string Id => id;

        public int Looks { get; set; }

        public bool IsTaken { get; set; }

        /// <summary>With singlePackage the files lie at the root of the ZIP, without it in a folder.</summary>
        public string Root => isSinglePackage ? "" : "unpackaged/";

        public List<MetadataComponent> Components { get; } = [];

        public List<string> Messages { get; } = [];

        private readonly List<(string Type, IReadOnlyList<string> Members)> _manifest = [];

        public void Take(string type, IReadOnlyList<string> members, MetadataComponents all)
        {
            if (!Knows(type))
            {
                Messages.Add($"Entity type: '{type}' is unknown");
                return;
            }

            var known = all.OfType(type).ToList();
            foreach (var member in members)
            {
                if (member == "*") Components.AddRange(known);
                else if (known.Find(component => component.FullName == member) is { } one) Components.Add(one);
                else Messages.Add($"Entity of type '{type}' named '{member}' cannot be found");
            }

            _manifest.Add((type, [.. Components.Where(component => component.Type == type).Select(component => component.FullName)]));
        }

        public byte[] Zip()
        {
            using var bytes = new MemoryStream();
            using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            {
                foreach (var component in Components.DistinctBy(component => component.FileName)) PutComponent(zip, component);
                Put(zip, "package.xml", new XElement(
                    Space + "Package",
                    _manifest.Where(entry => entry.Members.Count > 0).Select(entry => new XElement(Space + "types", entry.Members.Select(member => Leaf("members", member)), Leaf("name", entry.Type))),
                    Leaf("version", version.ToString(CultureInfo.InvariantCulture) + ".0")));
            }

            return bytes.ToArray();
        }

        private void PutComponent(ZipArchive zip, MetadataComponent component)
        {
            if (component.Content is not { } content)
            {
                Put(zip, component.FileName, component.Body);
                return;
            }

            Write(zip, component.FileName, content());
            Put(zip, component.FileName + "-meta.xml", component.Body);
        }

        private void Put(ZipArchive zip, string name, XElement body) => Write(zip, name, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + body + "\n");

        private void Write(ZipArchive zip, string name, string text)
        {
            using var stream = zip.CreateEntry(Root + name).Open();
            stream.Write(Encoding.UTF8.GetBytes(text));
        }
    }

    private sealed class SoapFaultException(string code, string message) : Exception(message)
    {
        public string Code { get; } = code;
    }
}
