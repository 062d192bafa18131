
namespace Governance.Domain.Audit;

/// <summary>How an act ended.</summary>
public enum AuditOutcome
{
    /// <summary>It happened.</summary>
    Done,

    /// <summary>The actor lacked the permission.</summary>
    Denied,

    /// <summary>It was refused or failed.</summary>
    Failed,
}

/// <summary>Who acted, as an entry keeps it.</summary>
/// <param name="Id">"person:{id}", "emergency:{id}", "system:{job}", "cli:{os user}" or "anonymous".</param>
/// <param name="Name">Shown name at the time.</param>
/// <param name="Role">Roles held at the time, comma separated; empty for none.</param>
/// <param name="OrgGroup">"*", or the org group names the rights were limited to.</param>
public sealed record AuditActor(string Id, string Name, string Role, string OrgGroup);

/// <summary>What was acted on.</summary>
/// <param name="Type">As in org, authorization, vendor, session.</param>
/// <param name="Id">Ours.</param>
/// <param name="Name">Shown name at the time.</param>
/// <param name="OrgGroupId">The subject's group at the time; null when it belongs to none.</param>
public sealed record AuditSubject(string Type, string Id, string Name, OrgGroupId? OrgGroupId = null)
{
    /// <summary>The portal as a whole.</summary>
    public static readonly AuditSubject Portal = new("portal", "portal", "Portal");
}

/// <summary>One line of the audit: insert-only, gapless, each hash covering the one before (contracts §5).</summary>
public sealed class AuditEntry
{
    /// <summary>Longest reason kept, characters.</summary>
    public const int ReasonMaxLength = 2000;

    /// <summary>Longest name kept, characters.</summary>
    public const int NameMaxLength = 256;

    /// <summary>What the first entry names as the hash before it.</summary>
    public static readonly string Genesis = new('0', 64);

    private AuditEntry() { }

    /// <summary>Position, from 1, without gaps.</summary>
    public long Seq { get; private set; }

    /// <summary>Ours.</summary>
    public Guid Id { get; private set; }

    /// <summary>UTC, to the millisecond.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>Who: id.</summary>
    public string ActorId { get; private set; } = "";

    /// <summary>Who: name.</summary>
    public string ActorName { get; private set; } = "";

    /// <summary>Who: roles.</summary>
    public string ActorRole { get; private set; } = "";

    /// <summary>Who: org groups.</summary>
    public string ActorOrgGroup { get; private set; } = "";

    /// <summary>For whom a system actor works; null for a person's own act.</summary>
    public string? OnBehalfOf { get; private set; }

    /// <summary>First characters of the session's hash; null outside a session.</summary>
    public string? Session { get; private set; }

    /// <summary>Null for system actors.</summary>
    public string? SourceIp { get; private set; }

    /// <summary>Dotted code, as in authorization.revocation-requested.</summary>
    public string Action { get; private set; } = "";

    /// <summary>On what: type.</summary>
    public string SubjectType { get; private set; } = "";

    /// <summary>On what: id.</summary>
    public string SubjectId { get; private set; } = "";

    /// <summary>On what: name.</summary>
    public string SubjectName { get; private set; } = "";

    /// <summary>The subject's org group at the time.</summary>
    public OrgGroupId? SubjectOrgGroupId { get; private set; }

    /// <summary>Why; null where none was asked for. For refusals, the problem's code.</summary>
    public string? Reason { get; private set; }

    /// <summary>How it ended.</summary>
    public AuditOutcome Outcome { get; private set; }

    /// <summary>Canonical JSON of the fields before; null when nothing was there.</summary>
    public string? Before { get; private set; }

    /// <summary>Canonical JSON of the fields after; null when nothing is left.</summary>
    public string? After { get; private set; }

    /// <summary>Request it belongs to.</summary>
    public string? Request { get; private set; }

    /// <summary>Incident it belongs to, as in INC-0001.</summary>
    public string? Incident { get; private set; }

    /// <summary>Hash of the entry before, hex.</summary>
    public string PreviousHash { get; private set; } = "";

    /// <summary>SHA-256 of the canonical form, hex.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>Builds the entry that follows <paramref name="previousHash"/>.</summary>
    public static AuditEntry Seal(AuditRecord record, long seq, string previousHash, DateTimeOffset now)
    {
        var entry = new AuditEntry
        {
            Seq = seq,
            Id = Guid.CreateVersion7(),
            At = new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero),
            ActorId = Text.Bounded(record.Actor.Id, NameMaxLength),
            ActorName = Text.Bounded(record.Actor.Name, NameMaxLength),
            ActorRole = Text.Bounded(record.Actor.Role, NameMaxLength),
            ActorOrgGroup = Text.Bounded(record.Actor.OrgGroup, NameMaxLength),
            OnBehalfOf = Kept(record.OnBehalfOf, NameMaxLength),
            Session = Kept(record.Session, NameMaxLength),
            SourceIp = Kept(record.SourceIp, NameMaxLength),
            Action = Text.Bounded(record.Action, NameMaxLength),
            SubjectType = Text.Bounded(record.Subject.Type, NameMaxLength),
            SubjectId = Text.Bounded(record.Subject.Id, NameMaxLength),
            SubjectName = Text.Bounded(record.Subject.Name, NameMaxLength),
            SubjectOrgGroupId = record.Subject.OrgGroupId,
            Reason = Kept(record.Reason, ReasonMaxLength),
            Outcome = record.Outcome,
            Before = record.Before is null ? null : CanonicalJson.Write(record.Before.Values),
            After = record.After is null ? null : CanonicalJson.Write(record.After.Values),
            Request = Kept(record.Request, NameMaxLength),
            Incident = Kept(record.Incident, NameMaxLength),
            PreviousHash = previousHash,
        };
        entry.Hash = entry.ComputeHash();
        return entry;
    }

    /// <summary>SHA-256 of the canonical form as the fields stand now, hex.</summary>
    public string ComputeHash() => Text.Sha256(Canonical());

    /// <summary>The canonical form: every field of contracts §5 but the hash itself. Before and after go in as the
    /// canonical text they were stored as.</summary>
    public string Canonical() => CanonicalJson.Write(new Dictionary<string, object?>
    {
        ["seq"] = Seq,
        ["id"] = Id.ToString("D"),
        ["at"] = CanonicalJson.Moment(At),
        ["actor"] = new Dictionary<string, object?>
        {
            ["id"] = ActorId,
            ["name"] = ActorName,
            ["role"] = ActorRole,
            ["orgGroup"] = ActorOrgGroup,
        },
        ["onBehalfOf"] = OnBehalfOf,
        ["session"] = Session,
        ["sourceIp"] = SourceIp,
        ["action"] = Action,
        ["subject"] = new Dictionary<string, object?>
        {
            ["type"] = SubjectType,
            ["id"] = SubjectId,
            ["name"] = SubjectName,
            ["orgGroup"] = SubjectOrgGroupId?.Value.ToString("D"),
        },
        ["reason"] = Reason,
        ["outcome"] = Outcome.ToString(),
        ["before"] = Before,
        ["after"] = After,
        ["request"] = Request,
        ["incident"] = Incident,
        ["previousHash"] = PreviousHash,
    });

    private static string? Kept(string? text, int max) => text is null ? null : Text.Bounded(text, max);
}

/// <summary>What is to be written about an act, before it has a place in the chain.</summary>
public sealed record AuditRecord(AuditActor Actor, string Action, AuditSubject Subject, AuditOutcome Outcome)
{
    /// <summary>See <see cref="AuditEntry.Reason"/>.</summary>
    public string? Reason { get; init; }

    /// <summary>See <see cref="AuditEntry.Before"/>.</summary>
    public AuditFields? Before { get; init; }

    /// <summary>See <see cref="AuditEntry.After"/>.</summary>
    public AuditFields? After { get; init; }

    /// <summary>See <see cref="AuditEntry.Request"/>.</summary>
    public string? Request { get; init; }

    /// <summary>See <see cref="AuditEntry.Incident"/>.</summary>
    public string? Incident { get; init; }

    /// <summary>See <see cref="AuditEntry.OnBehalfOf"/>.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>See <see cref="AuditEntry.Session"/>.</summary>
    public string? Session { get; init; }

    /// <summary>See <see cref="AuditEntry.SourceIp"/>.</summary>
    public string? SourceIp { get; init; }
}
