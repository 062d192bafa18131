using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Governance.Application.Ports;
using Governance.Domain.Catalog;
using Governance.Domain.Inventory;

namespace Governance.Application.Imports;

/// <summary>Reads External Service registrations. A spec lies in the file itself or, where a project keeps it apart, beside it as
/// a .yaml or .json of the same name.</summary>
internal sealed partial class RegistrationReader(MetadataDraft draft)
{
    private readonly List<(MetadataFileName Name, string? Label, RegistrationFacts Facts)> _found = [];
    // All texts together: they stay in memory until the import is done.
    private const int MostText = 64 * 1024 * 1024;

    private readonly Dictionary<string, (string Hash, string? Text)> _specs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _inside = new(StringComparer.Ordinal);
    private int _kept;

    /// <summary>True for a spec kept apart.</summary>
    public static bool Takes(string path) => Apart().IsMatch(path);

    public void ReadSpec(MetadataEntry entry)
    {
        using var stream = entry.Open();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var text = new MemoryStream();
        var buffer = new byte[81_920];
        int read;
        for (var first = true; (read = stream.ReadAtLeast(buffer, 3, throwOnEndOfStream: false)) > 0; first = false)
        {
            var part = first && buffer.AsSpan(0, read).StartsWith("\uFEFF"u8) ? buffer.AsSpan(3, read - 3) : buffer.AsSpan(0, read);
            hash.AppendData(part);
            if (text.Length <= SpecRead.MaxLength) text.Write(part);
        }
        _specs[Key(entry.Path[..entry.Path.LastIndexOf('.')])] = (Convert.ToHexStringLower(hash.GetHashAndReset()),
            text.Length <= SpecRead.MaxLength ? Encoding.UTF8.GetString(text.GetBuffer().AsSpan(0, (int)text.Length)) : null);
        draft.Read(MetadataFamily.Registration);
    }

    public void Read(MetadataFileName name, MetaNode root)
    {
        if (root.One("schema")?.Text is { Length: > 0 } inside) _inside[name.FullName] = inside;
        _found.Add((name, root.Said("label"), FactsOf(name, root)));
    }

    private static RegistrationFacts FactsOf(MetadataFileName name, MetaNode root) => new()
    {
        ApiName = name.FullName,
        Status = root.Said("status") is { } status ? char.ToUpperInvariant(status[0]) + status[1..] : null,
        ProviderType = root.Said("registrationProviderType"),
        Provider = root.Said("registrationProvider"),
        SchemaType = root.Said("schemaType"),
        NamedCredential = root.Said("namedCredentialReference") ?? root.Said("namedCredential"),
        SystemVersion = root.Count("systemVersion"),
        SpecHash = root.One("schema")?.Text is { Length: > 0 } schema ? SpecVersion.HashOf(schema) : null,
        ActiveOperations = root.One("operations") is null ? null
            : [.. root.All("operations").Where(o => o.Flag("active") == true).Select(o => o.Said("name")).OfType<string>().Select(Unescaped)
                .Distinct().Order(StringComparer.Ordinal)],
        Namespace = PermissionSetReader.NamespaceOf(name.FullName),
    };

    public void Finish()
    {
        foreach (var (name, label, facts) in _found)
        {
            var apart = facts.SpecHash is null ? _specs.GetValueOrDefault(Key(name.Folder + name.FullName)) : default;
            draft.Add(ItemKind.Registration, name.FullName, label, apart.Hash is null ? facts : facts with { SpecHash = apart.Hash }, name.Path);
            Keep(name, apart.Text ?? _inside.GetValueOrDefault(name.FullName), apart.Hash is not null && apart.Text is null);
        }
    }

    private void Keep(MetadataFileName name, string? text, bool wasTooLong)
    {
        if (wasTooLong || text?.Length > SpecRead.MaxLength)
        {
            draft.Skip(name.Path, $"its spec has more than {SpecRead.MaxLength:N0} bytes and was not kept");
            return;
        }
        if (text is null) return;
        if ((_kept += text.Length) <= MostText) draft.Specs.Add(new SpecRead(name.FullName, text));
        else draft.Skip(name.Path, $"the specs before it have {MostText:N0} characters already; its own was not kept");
    }

    /// <summary>Names of operations are kept as x and two hex digits for each sign that Apex does not take.</summary>
    private static string Unescaped(string name) => Escape().Replace(name, m =>
    {
        var sign = (char)int.Parse(m.ValueSpan[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return char.IsAsciiLetterOrDigit(sign) || sign is '_' or < ' ' or > '~' ? m.Value : sign.ToString();
    });

    private static string Key(string path) => Uri.UnescapeDataString(path.Replace('\\', '/')).ToLowerInvariant();

    [GeneratedRegex(@"(^|[/\\])externalServiceRegistrations[/\\][^/\\]+\.(yaml|yml|json)\z", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Apart();

    [GeneratedRegex("x[0-9a-f]{2}", RegexOptions.NonBacktracking)]
    private static partial Regex Escape();
}
