using System.Text;
using System.Text.Json;
using System.Xml;
using Governance.Application.Ports;
using Governance.Domain;

namespace Governance.Connectors.Salesforce;

/// <summary>Envelopes of the Metadata API over SOAP: written with the session in their header, read as hostile text.</summary>
/// <remarks>Source: Metadata API Developer Guide, File-Based Calls; SOAP 1.1.</remarks>
internal static class MetadataSoap
{
    private const string EnvelopeSpace = "http://schemas.xmlsoap.org/soap/envelope/", Space = "http://soap.sforce.com/2006/04/metadata";

    private static readonly XmlReaderSettings Hostile = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    /// <param name="session">Goes into the header; the bytes are not to be kept or shown.</param>
    /// <param name="body">Writes the call.</param>
    public static byte[] Envelope(Secret session, Action<XmlWriter> body)
    {
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            writer.WriteStartElement("soapenv", "Envelope", EnvelopeSpace);
            writer.WriteStartElement("Header", EnvelopeSpace);
            writer.WriteStartElement("SessionHeader", Space);
            writer.WriteElementString("sessionId", Space, session.Reveal());
            writer.WriteEndElement();
            writer.WriteEndElement();
            writer.WriteStartElement("Body", EnvelopeSpace);
            body(writer);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
        return bytes.ToArray();
    }

    public static void Describe(XmlWriter writer, string version) => Call(writer, "describeMetadata", () => Leaf(writer, "asOfVersion", version));

    public static void Retrieve(XmlWriter writer, string version, IEnumerable<(string Type, IReadOnlyCollection<string> Members)> types) => Call(writer, "retrieve", () =>
    {
        writer.WriteStartElement("retrieveRequest", Space);
        Leaf(writer, "apiVersion", version);
        Leaf(writer, "singlePackage", "true");
        writer.WriteStartElement("unpackaged", Space);
        foreach (var (type, members) in types)
        {
            writer.WriteStartElement("types", Space);
            foreach (var member in members) Leaf(writer, "members", member);
            Leaf(writer, "name", type);
            writer.WriteEndElement();
        }
        Leaf(writer, "version", version);
        writer.WriteEndElement();
        writer.WriteEndElement();
    });

    public static void Check(XmlWriter writer, string id, bool withZip) => Call(writer, "checkRetrieveStatus", () =>
    {
        Leaf(writer, "asyncProcessId", id);
        Leaf(writer, "includeZip", withZip ? "true" : "false");
    });

    /// <summary>The code and words of a fault; null when the answer is none. Codes lose their prefix.</summary>
    public static (string? Code, string? Words)? Fault(OrgAnswer answer)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(answer.Body), Hostile);
            if (!reader.ReadToFollowing("Fault", EnvelopeSpace)) return null;
            var (code, words) = ((string?)null, (string?)null);
            reader.Read();
            while (reader.NodeType == XmlNodeType.Element)
            {
                if (reader.LocalName == "faultcode") code = reader.ReadElementContentAsString();
                else if (reader.LocalName == "faultstring") words = reader.ReadElementContentAsString();
                else reader.Skip();
            }
            return (code?[(code.LastIndexOf(':') + 1)..], words);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>What a refusal means, in the words of the REST errors that carry the same codes.</summary>
    public static Problem Refused(OrgAnswer answer, Secret session)
    {
        if (Fault(answer) is not { } fault) return OrgErrors.Of(answer, session);
        if (fault.Code == "INSUFFICIENT_ACCESS")
        {
            return Problem.RemoteRefused(RemoteCodes.RightMissing,
                "insufficient permission: Modify Metadata. Without it the org does not hand out the policies of client apps. "
                    + "Give the portal's user Modify Metadata, then test the rights again.");
        }
        if (fault.Code == "INVALID_SESSION_ID")
        {
            return Problem.RemoteRefused(RemoteCodes.CredentialRefused,
                "The org does not take the portal's session for its Metadata API. Give the portal's client app opaque access "
                    + "tokens, not JWT-based ones, then sync again.");
        }
        return OrgErrors.Of(answer with
        {
            MediaType = "application/json",
            Body = JsonSerializer.SerializeToUtf8Bytes(new[] { new { errorCode = fault.Code, message = fault.Words } }),
        }, session);
    }

    /// <summary>What an answer's result holds, by element, with what lies in each; the ZIP becomes bytes and is not among
    /// them.</summary>
    /// <param name="answer">A success.</param>
    /// <param name="zip">Takes the ZIP; null where none is asked for.</param>
    /// <returns>Null when it is no such answer.</returns>
    public static List<Field>? Result(OrgAnswer answer, Stream? zip)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(answer.Body), Hostile);
            if (!reader.ReadToFollowing("result", Space)) return null;
            List<Field> fields = [];
            var depth = reader.Depth;
            if (reader.IsEmptyElement) return fields;
            reader.Read();
            while (reader.Depth > depth)
            {
                if (reader.NodeType != XmlNodeType.Element) reader.Read();
                else if (reader.LocalName == "zipFile") Decode(reader, zip);
                else fields.Add(FieldOf(reader));
            }
            // To the end: an answer that was cut off is none.
            while (reader.Read())
            {
            }
            return fields;
        }
        catch (Exception fault) when (fault is XmlException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>One element right below the result.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Text">What it says; empty when elements lie in it.</param>
    /// <param name="Inner">The text elements in it.</param>
    public sealed record Field(string Name, string Text, IReadOnlyDictionary<string, string> Inner);

    private static Field FieldOf(XmlReader reader)
    {
        var (name, depth, text) = (reader.LocalName, reader.Depth, new StringBuilder());
        var inner = new Dictionary<string, string>(StringComparer.Ordinal);
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return new Field(name, "", inner);
        }
        var at = "";
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.Depth == depth + 1) at = reader.LocalName;
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && reader.Depth == depth + 1) text.Append(reader.Value);
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && reader.Depth == depth + 2) inner[at] = inner.GetValueOrDefault(at) + reader.Value;
        }
        reader.Read();
        return new Field(name, text.ToString().Trim(), inner);
    }

    private static void Decode(XmlReader reader, Stream? zip)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = reader.ReadElementContentAsBase64(buffer, 0, buffer.Length)) > 0) zip?.Write(buffer, 0, read);
    }

    private static void Call(XmlWriter writer, string name, Action inner)
    {
        writer.WriteStartElement("met", name, Space);
        inner();
        writer.WriteEndElement();
    }

    private static void Leaf(XmlWriter writer, string name, string value) => writer.WriteElementString(name, Space, value);
}
