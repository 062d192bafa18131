using System.IO.Compression;
using System.Xml;

namespace Governance.Benchmarks;

/// <summary>The least that any import of a snapshot does: unzips every file and has XmlReader walk through every document, keeping
/// nothing.</summary>
internal static class BareUnzip
{
    public static int Run(string path)
    {
        var (elements, bytes) = (0L, 0L);
        var buffer = new byte[81_920];
        using var zip = ZipFile.OpenRead(path);
        foreach (var entry in zip.Entries)
        {
            using var stream = entry.Open();
            if (entry.FullName.EndsWith(".crt", StringComparison.Ordinal))
            {
                int read;
                while ((read = stream.Read(buffer)) > 0) bytes += read;
                continue;
            }
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            while (reader.Read())
                if (reader.NodeType == XmlNodeType.Element) elements++;
        }
        Console.WriteLine($"READ {zip.Entries.Count} files, {elements} elements, {bytes} bytes apart");
        return 0;
    }
}
