using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Governance.Domain.Audit;
using Governance.Domain.Incidents;

namespace Governance.Application.Incidents;

/// <summary>The list of what a bundle holds and what it lacks.</summary>
/// <param name="About">Which incident, as the person sees it.</param>
/// <param name="MadeAt">UTC.</param>
/// <param name="MadeFor">Who downloads it.</param>
/// <param name="KeyId">See <see cref="AuditHead.KeyId"/>.</param>
/// <param name="Files">Preserved files and gaps, in order of the paths.</param>
internal sealed record BundleManifest(
    IReadOnlyDictionary<string, object?> About, DateTimeOffset MadeAt, string MadeFor, string KeyId, IReadOnlyList<EvidenceFile> Files)
{
    /// <summary>As in INC-0001.</summary>
    public string Incident => (string)About["name"]!;

    /// <summary>The manifest over these members and the preserved files.</summary>
    public byte[] Write(IEnumerable<ReadEvidenceBundle.Member> written) => BundleParts.Json(new Dictionary<string, object?>
    {
        ["format"] = "governance-evidence",
        ["version"] = 1L,
        ["incident"] = About,
        ["madeAt"] = CanonicalJson.Moment(MadeAt),
        ["madeFor"] = MadeFor,
        ["keyId"] = KeyId,
        ["files"] = Listed(written),
        ["gaps"] = Files.Where(f => f.Gap is not null).Select(f => (object?)new Dictionary<string, object?>
        {
            ["path"] = f.Path,
            ["kept"] = f.Sha256 is not null,
            ["takenAt"] = CanonicalJson.Moment(f.TakenAt),
            ["gap"] = f.Gap,
        }).ToList(),
    });

    /// <summary>What sha256sum -c reads: these members and the preserved files.</summary>
    public byte[] Sums(IEnumerable<ReadEvidenceBundle.Member> written) => Encoding.UTF8.GetBytes(string.Concat(
        written.Select(m => (m.Path, Hash: HashOf(m))).Concat(Files.Where(f => f.Sha256 is not null).Select(f => (f.Path, Hash: f.Sha256!)))
            .OrderBy(m => m.Path, StringComparer.Ordinal).Select(m => $"{m.Hash}  {m.Path}\n")));

    private List<object?> Listed(IEnumerable<ReadEvidenceBundle.Member> written)
    {
        // Journal, receipts, plan and audit name users and who acted.
        var made = written.Select(m => (m.Path, Fields: Entry(m.Path, HashOf(m), m.Content!.Length, holdsPersonalData: true, MadeAt, null)));
        var kept = Files.Where(f => f.Sha256 is not null)
            .Select(f => (f.Path, Fields: Entry(f.Path, f.Sha256!, f.Bytes, f.HoldsPersonalData, f.TakenAt, f.Gap)));
        return [.. made.Concat(kept).OrderBy(m => m.Path, StringComparer.Ordinal).Select(m => m.Fields)];
    }

    private static Dictionary<string, object?> Entry(string path, string hash, long bytes, bool holdsPersonalData, DateTimeOffset takenAt, string? gap) => new()
    {
        ["path"] = path,
        ["sha256"] = hash,
        ["bytes"] = bytes,
        ["personalData"] = holdsPersonalData,
        ["takenAt"] = CanonicalJson.Moment(takenAt),
        ["complete"] = gap is null,
    };

    private static string HashOf(ReadEvidenceBundle.Member member) => Convert.ToHexStringLower(SHA256.HashData(member.Content!));
}

/// <summary>How a bundle is checked, in words and commands that work as they stand.</summary>
public static class BundleRecipe
{
    /// <summary>The commands, in order, to be run in the folder that the bundle was unpacked into.</summary>
    /// <param name="keyId">What the last one must print.</param>
    /// <returns>The command, and what it must say.</returns>
    public static IReadOnlyList<(string Command, string Says)> Steps(string keyId) =>
    [
        ("openssl dgst -sha256 -verify audit-key.pem -signature SHA256SUMS.sig SHA256SUMS", "Verified OK"),
        ("openssl dgst -sha256 -verify audit-key.pem -signature manifest.sig manifest.json", "Verified OK"),
        ("sha256sum --strict --quiet -c SHA256SUMS", "nothing"),
        ("openssl pkey -pubin -in audit-key.pem -outform DER | sha256sum", keyId),
    ];

    internal static byte[] Text(BundleManifest manifest, int files)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            Evidence of {manifest.Incident}

            manifest.json   what is here, the SHA-256 of each file, whether it holds personal data, and the gaps
            plan.json       what was confirmed
            journal.json    where each target stands, with its times
            receipts.json   what was asked, what was answered, and the read behind each proof
            canaries.json   credentials of the company's own that were tried before and after, and what came of it; no secret
            audit.json      the audit entries of this incident; each hash is the SHA-256 of what stands after "entry":
            orgs/, heroku/  what was preserved; a file that is not whole says so in "gap"

            No handle, token, session id or private key is in it. It holds personal data: keep it accordingly.

            To check it, run these in this folder (GNU coreutils, OpenSSL 1.1.1 or newer).


            """);
        var number = 1;
        foreach (var (command, says) in Steps(manifest.KeyId))
            text.Append(CultureInfo.InvariantCulture, $"{number++}. {command}\n   must say: {says}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{number}. find . -type f | wc -l\n   must say: {files}\n\n");
        text.Append("""
            The key in this folder is told, not proof: a forged bundle brings a key of its own. Compare what step 4 prints with
            the fingerprint that you got by another way: from the portal's page of the incident, or with
            "Governance.Web -- audit key FILE" on the portal's host.

            """);
        return Encoding.UTF8.GetBytes(text.ToString().ReplaceLineEndings("\n"));
    }
}
