using System.Text;
using Governance.Domain;
using Governance.Domain.Catalog;

namespace Governance.Application.Catalog;

/// <summary>Reads the text that describes a published API, JSON or YAML, OpenAPI 2.0, 3.0 or 3.1. It fetches nothing: what a
/// reference outside the document points to is shown as text and noted.</summary>
/// <remarks>The walk is our own and not that of Microsoft.OpenApi: a reviewer needs the line of every refusal, key order, what
/// stands beside a <c>$ref</c>, and <c>x-sfdc</c> in all its spellings, none of which its object model keeps; it would need a
/// second tree to be built from the first, and its reader's answer to duplicate keys, depth and repeated parts is not ours to
/// bound. What is needed here of OpenAPI is small. Limits: the portal's own (Documents); for YAML the nodes are counted with
/// every alias expanded, before anything is copied.</remarks>
public static class SpecReader
{
    /// <summary>Bytes of a JSON spec.</summary>
    public const int MaxJsonBytes = 10 * 1024 * 1024;

    /// <summary>Bytes of a YAML spec.</summary>
    public const int MaxYamlBytes = 3 * 1024 * 1024;

    /// <summary>Levels of mappings and sequences, aliases expanded.</summary>
    public const int MaxDepth = 64;

    /// <summary>Values, mappings and sequences of a YAML spec, aliases expanded.</summary>
    public const int MaxYamlNodes = 100_000;

    /// <summary>Values, mappings and sequences of a JSON spec.</summary>
    public const int MaxJsonNodes = 500_000;

    /// <summary>Aliases of a YAML spec.</summary>
    public const int MaxAliases = 100;

    /// <summary>Parameters, bodies, answers and extensions of all operations, those behind references counted at each use.</summary>
    public const int MaxUses = 200_000;

    // AppLink's limits are said in MB; whoever counts these in powers of ten refuses earlier than the portal does.
    private const int AppLinkJsonBytes = 10_000_000;
    private const int AppLinkYamlBytes = 3_000_000;

    /// <summary>Reads one spec. The same text gives the same answer.</summary>
    /// <returns>The spec, with notes; or Invalid with line and reason: broken, against a limit, or of another format.</returns>
    public static Result<ApiSpec> Read(string text)
    {
        text = text.TrimStart('\uFEFF');
        var isJson = IsJson(text);
        var (bytes, most) = (Encoding.UTF8.GetByteCount(text), isJson ? MaxJsonBytes : MaxYamlBytes);
        if (bytes > most) return SpecProblems.TooLarge(isJson ? "JSON" : "YAML", bytes, most);
        try
        {
            var document = new SpecDocument(isJson ? SpecJson.Parse(text) : SpecYaml.Parse(text));
            var limit = isJson ? AppLinkJsonBytes : AppLinkYamlBytes;
            if (bytes > limit) document.Note("size", document.Root, $"The spec has {bytes:N0} bytes; AppLink takes up to {limit / 1_000_000} MB of {(isJson ? "JSON" : "YAML")}.");
            return new SpecWalk(document).Read();
        }
        catch (SpecFaultException fault)
        {
            return SpecProblems.Unreadable(fault.Line, fault.Message);
        }
    }

    /// <summary>Read as JSON and not as YAML: a brace and then a quote or another brace; YAML's own short form has no need of the quote.</summary>
    public static bool IsJson(string text)
    {
        var rest = text.AsSpan().TrimStart();
        if (rest is ['[', ..]) return true;
        return rest is ['{', .. var inner] && inner.TrimStart() is [] or ['"' or '}', ..];
    }
}
