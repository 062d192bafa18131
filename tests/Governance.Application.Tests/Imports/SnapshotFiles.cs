using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Governance.Application.Imports;
using Governance.Domain.Inventory;

namespace Governance.Application.Tests.Imports;

/// <summary>A snapshot to import, file by file.</summary>
internal sealed class SnapshotFiles
{
    private const string Space = "http://soap.sforce.com/2006/04/metadata";
    private static readonly Lazy<RSA> Key = new(() => RSA.Create(2048));
    private readonly List<(string Path, byte[] Content)> _files = [];

    public SnapshotFiles With(string path, string content) => With(path, Encoding.UTF8.GetBytes(content));

    public SnapshotFiles With(string path, byte[] content)
    {
        _files.Add((path, content));
        return this;
    }

    /// <summary>A metadata document of that type.</summary>
    public SnapshotFiles With(string path, string type, string inner) => With(path, Xml(type, inner));

    public static string Xml(string type, string inner) => $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{type} xmlns=\"{Space}\">{inner}</{type}>";

    public static string ConnectedApp(string more = "") =>
        Xml("ConnectedApp", $"<contactEmail>a@acme.example</contactEmail><label>Ledger</label><oauthConfig><consumerKey>3MVG9x</consumerKey>{more}</oauthConfig>");

    public byte[] Zip(CompressionLevel level = CompressionLevel.Fastest)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, content) in _files)
            {
                using var entry = zip.CreateEntry(path, level).Open();
                entry.Write(content);
            }
        }
        return bytes.ToArray();
    }

    /// <summary>Reads it as a ZIP.</summary>
    public MetadataPicture Read() => ReadZip(Zip());

    public static MetadataPicture ReadZip(byte[] zip)
    {
        using var entries = ZipEntries.Read(new MemoryStream(zip)).Value!;
        return MetadataReader.Read(entries.All(), CancellationToken.None).Value!;
    }

    public string ToFolder()
    {
        var folder = Directory.CreateTempSubdirectory("snapshot").FullName;
        foreach (var (path, content) in _files)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }
        return folder;
    }

    /// <summary>A certificate that ends then, signed by itself or by another.</summary>
    public static X509Certificate2 Certificate(string name, DateTimeOffset end, X509Certificate2? signer = null)
    {
        var request = new CertificateRequest($"CN={name}", Key.Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return signer is null
            ? request.CreateSelfSigned(end.AddYears(-3), end)
            : request.Create(signer.SubjectName, X509SignatureGenerator.CreateForRSA(Key.Value, RSASignaturePadding.Pkcs1), end.AddYears(-1), end, [1, 2, 3]);
    }

    public static string KeyPem() => Key.Value.ExportPkcs8PrivateKeyPem();
}

internal static class Pictures
{
    public static T Facts<T>(this MetadataPicture picture, ItemKind kind, string key) where T : ItemFacts =>
        picture.Items.Single(i => i.Kind == kind && i.Key == key).Facts.ShouldBeOfType<T>();

    public static AppPolicyFacts App(this MetadataPicture picture, string key) => picture.Facts<AppPolicyFacts>(ItemKind.AppPolicy, key);

    public static IEnumerable<string> Noted(this MetadataPicture picture, NoteKind kind) =>
        picture.Notes.Where(n => n.Kind == kind).Select(n => $"{n.Path}: {n.Reason}");
}
