using System.Globalization;
using System.Text;

namespace Governance.Domain.Incidents;

/// <summary>What the bytes of a file of evidence come to.</summary>
/// <param name="Sha256">Of the bytes, hex.</param>
/// <param name="Bytes">How many.</param>
/// <param name="Chunks">In how many pieces they are kept.</param>
public sealed record EvidenceContent(string Sha256, long Bytes, int Chunks);

/// <summary>One thing secured before or while a containment acts, or the gap where that failed. Never changed and, like its
/// incident, never deleted by retention.</summary>
public sealed class EvidenceFile
{
    /// <summary>Longest path, characters.</summary>
    public const int PathMaxLength = 200;

    /// <summary>Longest gap, characters.</summary>
    public const int GapMaxLength = 400;

    /// <summary>Largest file, bytes.</summary>
    public const int MostBytes = 32 * 1024 * 1024;

    private const int SlugMaxLength = 40;

    private EvidenceFile() { }

    /// <summary>A file that was secured, or a gap.</summary>
    /// <param name="id">Ours; its pieces are sealed to it.</param>
    /// <param name="incident">Of which containment.</param>
    /// <param name="place">From where.</param>
    /// <param name="kind">What it holds.</param>
    /// <param name="attempt">From 1; a gap is tried again when the containment is.</param>
    /// <param name="takenAt">UTC.</param>
    /// <param name="content">Null for a gap.</param>
    /// <param name="gap">In words, what is missing; null when nothing is.</param>
    /// <exception cref="ArgumentException">Neither content nor gap.</exception>
    public EvidenceFile(
        EvidenceFileId id, IncidentId incident, EvidencePlace place, EvidenceKind kind, int attempt, DateTimeOffset takenAt,
        EvidenceContent? content, string? gap)
    {
        if (content is null && string.IsNullOrEmpty(gap)) throw new ArgumentException("A file without content says why.", nameof(gap));
        Id = id;
        IncidentId = incident;
        ConnectionId = place.Via;
        OrgId = place.Org;
        OrgGroupId = place.Group;
        Kind = kind;
        Attempt = attempt;
        Path = attempt == 1 ? $"{place.Folder}/{kind.Slug()}.json" : string.Create(CultureInfo.InvariantCulture, $"{place.Folder}/{kind.Slug()}-{attempt}.json");
        TakenAt = takenAt;
        Sha256 = content?.Sha256;
        Bytes = content?.Bytes ?? 0;
        Chunks = content?.Chunks ?? 0;
        Gap = string.IsNullOrEmpty(gap) ? null : Text.Bounded(gap, GapMaxLength);
        HoldsPersonalData = kind.HoldsPersonalData();
    }

    /// <summary>Ours.</summary>
    public EvidenceFileId Id { get; private set; }

    /// <summary>Of which containment.</summary>
    public IncidentId IncidentId { get; private set; }

    /// <summary>Through which connection: an org's, or a Heroku account as one.</summary>
    public ConnectionId ConnectionId { get; private set; }

    /// <summary>Of which org.</summary>
    public OrgId OrgId { get; private set; }

    /// <summary>The org's group.</summary>
    public OrgGroupId OrgGroupId { get; private set; }

    /// <summary>What it holds.</summary>
    public EvidenceKind Kind { get; private set; }

    /// <summary>From 1.</summary>
    public int Attempt { get; private set; }

    /// <summary>Name within a bundle, made here: [a-z0-9-], slashes, .json.</summary>
    public string Path { get; private set; } = "";

    /// <summary>SHA-256 of the bytes, hex; null for a gap.</summary>
    public string? Sha256 { get; private set; }

    /// <summary>How many; 0 for a gap.</summary>
    public long Bytes { get; private set; }

    /// <summary>In how many pieces they are kept.</summary>
    public int Chunks { get; private set; }

    /// <summary>When it was read, UTC.</summary>
    public DateTimeOffset TakenAt { get; private set; }

    /// <summary>In words, what is missing; null when it is whole.</summary>
    public string? Gap { get; private set; }

    /// <summary>True when rows are about people.</summary>
    public bool HoldsPersonalData { get; private set; }

    /// <summary>A name that came from outside, reduced to what is safe in a path.</summary>
    public static string SlugOf(string name)
    {
        var slug = new StringBuilder(SlugMaxLength);
        foreach (var c in name.ToLowerInvariant())
        {
            if (slug.Length == SlugMaxLength) break;
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)) slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }
        return slug.ToString().TrimEnd('-') is { Length: > 0 } done ? done : "unnamed";
    }
}

/// <summary>From where a file of evidence comes.</summary>
/// <param name="Via">Through which connection: an org's, or a Heroku account as one.</param>
/// <param name="Org">Of which org.</param>
/// <param name="Group">The org's group.</param>
/// <param name="Folder">In which folder of a bundle it lies.</param>
public sealed record EvidencePlace(ConnectionId Via, OrgId Org, OrgGroupId Group, string Folder)
{
    private const int TailLength = 8;

    /// <summary>What is read from an org. The end of its id keeps orgs of one name apart.</summary>
    public static EvidencePlace OfOrg(ConnectionId via, OrgId org, OrgGroupId group, string label) =>
        new(via, org, group, $"orgs/{EvidenceFile.SlugOf(label)}-{Tail(org.Value)}");

    /// <summary>What is known of an org through a Heroku account.</summary>
    public static EvidencePlace OfAccount(ConnectionId via, string account, OrgId org, OrgGroupId group, string label) =>
        new(via, org, group, $"heroku/{EvidenceFile.SlugOf(account)}-{Tail(via.Value)}/{EvidenceFile.SlugOf(label)}-{Tail(org.Value)}");

    private static string Tail(Guid id) => id.ToString("N")[^TailLength..];
}

/// <summary>One piece of a file of evidence, encrypted, and sealed to its file and place: moved elsewhere it does not open.</summary>
public sealed class EvidenceChunk
{
    /// <summary>Largest piece as kept, bytes.</summary>
    public const int MostSealed = 1024 * 1024;

    private EvidenceChunk() { }

    /// <summary>A sealed piece.</summary>
    public EvidenceChunk(EvidenceFileId file, int place, byte[] sealedBytes) => (FileId, Place, Sealed) = (file, place, sealedBytes);

    /// <summary>Of which file.</summary>
    public EvidenceFileId FileId { get; private set; }

    /// <summary>From 0.</summary>
    public int Place { get; private set; }

    /// <summary>Nonce, tag and cipher text.</summary>
    public byte[] Sealed { get; private set; } = [];
}
