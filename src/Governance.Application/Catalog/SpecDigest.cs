using System.Security.Cryptography;
using System.Text;
using Governance.Domain.Catalog;

namespace Governance.Application.Catalog;

/// <summary>Digest of all shapes, whatever the order they were written in.</summary>
internal static class SpecDigest
{
    public static string Of(IReadOnlyDictionary<string, ApiSchema> schemas)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var text = new StringBuilder();
        foreach (var (pointer, schema) in schemas.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            Part(text, pointer);
            Write(text, schema);
            hash.AppendData(Encoding.UTF8.GetBytes(text.ToString()));
            text.Clear();
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Write(StringBuilder text, ApiSchema schema)
    {
        text.Append('{');
        Part(text, schema.Reference);
        Part(text, schema.Outside);
        foreach (var list in new IEnumerable<string>[]
        {
            schema.Types, schema.Values, schema.Required.Order(StringComparer.Ordinal),
            schema.Limits.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"), schema.Extensions.Select(e => $"{e.Path}={e.Text}"),
        })
        {
            text.Append('[');
            foreach (var part in list) Part(text, part);
            text.Append(']');
        }
        foreach (var flag in new[] { schema.IsClosed, schema.IsReadOnly, schema.IsWriteOnly, schema.IsPii, schema.IsUserInput, schema.IsDisplayable }) text.Append(flag ? '1' : '0');
        foreach (var (name, field) in schema.Fields.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            Part(text, name);
            Write(text, field);
        }
        foreach (var inner in new[] { schema.Items, schema.OtherFields })
        {
            if (inner is null) text.Append('-');
            else Write(text, inner);
        }
        foreach (var list in new[] { schema.All, schema.Variants })
        {
            text.Append('[');
            foreach (var inner in list) Write(text, inner);
            text.Append(']');
        }
        text.Append('}');
    }

    // With its length, so that no two lists run together the same.
    private static void Part(StringBuilder text, string? part) => text.Append(part?.Length ?? -1).Append(':').Append(part);
}
