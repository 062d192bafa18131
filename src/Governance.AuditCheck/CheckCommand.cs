using System.Security.Cryptography;

namespace Governance.AuditCheck;

/// <summary>The command line. Exit codes are those of contracts §5; 1 says that there was nothing to check.</summary>
internal static class CheckCommand
{
    public const int NotChecked = 1;
    private const int KeyMaxLength = 64 * 1024;
    private const string P256 = "1.2.840.10045.3.1.7";

    private const string Usage =
        """
        AuditCheck <export> --key <pub.pem> [--anchor <file>]
          Checks an export of the whole audit chain: no network, no portal, nothing in the export is trusted.
          <export>   from the portal: "audit export <file>", or Export whole chain on the Audit page
          --key      the public key, brought by another way than the export: "audit key <file>"
          --anchor   the file of heads that the portal keeps elsewhere (Audit:Anchor), from there
        Exit code: 0 sound; 2 broken, the first bad row is named; 3 the end is not proven; 1 could not check.
        """;

    private sealed record Options(string Export, string Key, string? Anchor);

    public static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        if (args is ["help"] or ["--help"] or ["-h"])
        {
            output.WriteLine(Usage);
            return 0;
        }
        if (Parse(args) is not { } options)
        {
            errors.WriteLine(Usage);
            return NotChecked;
        }
        try
        {
            using var key = ReadKey(options.Key);
            using var export = File.OpenHandle(options.Export, share: FileShare.ReadWrite);
            using var anchor = options.Anchor is null ? null : File.OpenHandle(options.Anchor, share: FileShare.ReadWrite);
            // Both are read by position, the export twice: a pipe says here that it cannot.
            _ = RandomAccess.GetLength(export) + (anchor is null ? 0 : RandomAccess.GetLength(anchor));
            var finding = ExportCheck.Run(export, key, anchor);
            Tell(finding, output);
            return (int)finding.Verdict;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException or CryptographicException or ArgumentException)
        {
            errors.WriteLine($"Could not check: {Printable.Of(fault.Message, 500)}");
            return NotChecked;
        }
    }

    private static void Tell(Finding finding, TextWriter output)
    {
        if (finding.Verdict != Verdict.Broken)
        {
            output.WriteLine($"{(finding.Verdict == Verdict.Sound ? "Sound" : "Tail not proven")}. {finding.Reason}");
            return;
        }
        var entry = finding.Seq is { } seq ? $"entry {seq}, " : "";
        output.WriteLine($"Broken at {entry}line {finding.Line} of the {(finding.InAnchor ? "anchor" : "export")}. {finding.Reason}");
        if (finding.Says is { } says) output.WriteLine($"As it reads now: {says}");
    }

    private static Options? Parse(string[] args)
    {
        string? export = null, key = null, anchor = null;
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--key" when key is null && i + 1 < args.Length: key = args[++i]; break;
                case "--anchor" when anchor is null && i + 1 < args.Length: anchor = args[++i]; break;
                case var path when export is null && path.Length > 0 && path[0] != '-': export = path; break;
                default: return null;
            }
        }
        return export is null || key is null ? null : new Options(export, key, anchor);
    }

    private static ECDsa ReadKey(string path)
    {
        if (new FileInfo(path).Length > KeyMaxLength) throw new CryptographicException("The key file is too long for a key.");
        var pem = File.ReadAllText(path);
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
            throw new CryptographicException("The key file holds a private key. A check needs the public part only, and nobody should hand out the other.");
        var key = ECDsa.Create();
        key.ImportFromPem(pem);
        if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != P256)
            throw new CryptographicException("The key is not a P-256 key; heads are signed with one.");
        return key;
    }
}
