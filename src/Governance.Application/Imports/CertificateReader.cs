using Governance.Domain.Inventory;

namespace Governance.Application.Imports;

/// <summary>Reads certificates of the org and inbound ones: a content file with a -meta.xml beside it, in either order, or one of
/// the two alone. What the certificate itself says wins.</summary>
internal sealed class CertificateReader(MetadataDraft draft)
{
    private readonly SortedDictionary<string, (MetadataFileName Name, CertificateText? Content, MetaNode? Row)> _found = new(StringComparer.Ordinal);

    /// <summary>True for a content file.</summary>
    public static bool Takes(MetadataFileName name) =>
        !name.IsBeside && name.Type.Family is (MetadataFamily.Certificate or MetadataFamily.InboundCertificate);

    public void ReadContent(MetadataFileName name, Stream source)
    {
        var bytes = new byte[ReadLimits.Certificate + 1];
        var length = source.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length == bytes.Length) throw new MetadataFileException($"larger than {ReadLimits.Certificate / 1024} KB");
        if (bytes.AsSpan(0, length).TrimStart(" \t\r\n\uFEFF"u8).StartsWith("<"u8))
        {
            // An inbound certificate without content: its only file is the row.
            if (name.Type.Family == MetadataFamily.Certificate) throw new MetadataFileException("its ending says certificate, its content does not");
            ReadRow(name, MetaXml.Read(new MemoryStream(bytes, 0, length), name.Type.Root!).Root);
            return;
        }
        var content = CertificateText.ReadBytes(bytes[..length]);
        if (content.HadKey) draft.Note(NoteKind.Secret, name.Path, "held a private key; it was dropped");
        if (content.Facts.Trouble is { } trouble) draft.Note(NoteKind.Noted, name.Path, $"cannot be read as a certificate: {trouble}");
        _found[Key(name)] = (name, content, _found.GetValueOrDefault(Key(name)).Row);
    }

    public void ReadRow(MetadataFileName name, MetaNode row) => _found[Key(name)] = (name, _found.GetValueOrDefault(Key(name)).Content, row);

    public void Finish()
    {
        foreach (var (name, content, row) in _found.Values)
        {
            var isInbound = name.Type.Family == MetadataFamily.InboundCertificate;
            var facts = content?.Facts ?? new CertificateFacts { Place = CertificatePlace.Org, ApiName = "" };
            draft.Add(
                isInbound ? ItemKind.AppCertificate : ItemKind.Certificate, isInbound ? $"inbound:{name.FullName}" : name.FullName,
                row?.Said("masterLabel") ?? name.FullName, facts with
                {
                    Place = isInbound ? CertificatePlace.Inbound : CertificatePlace.Org,
                    ApiName = name.FullName,
                    Issuer = facts.Issuer ?? row?.Said("issuer"),
                    Serial = facts.Serial ?? row?.Said("serialId"),
                    NotAfter = facts.NotAfter ?? row?.Moment("expirationDate"),
                    KeySize = facts.KeySize ?? row?.Count("keySize"),
                    IsCaSigned = row?.Flag("caSigned"),
                    IsExportable = row?.Flag("privateKeyExportable"),
                }, name.Path);
        }
    }

    /// <summary>The two files of a pair lie in one folder.</summary>
    private static string Key(MetadataFileName name) => $"{name.Folder}{name.Type.Suffix}:{name.FullName}";
}
