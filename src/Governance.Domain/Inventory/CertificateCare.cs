using Governance.Domain.Audit;

namespace Governance.Domain.Inventory;

/// <summary>How the key of a certificate is changed.</summary>
public enum RotationWay
{
    /// <summary>A new certificate beside the old one, under another name; the old one is removed afterwards.</summary>
    NewName,

    /// <summary>A new key under the same name.</summary>
    SameName,
}

/// <summary>How a certificate is to be rotated.</summary>
/// <param name="Day">On this day, midnight UTC.</param>
/// <param name="Way">How.</param>
/// <param name="ReplacedBy">Name of the certificate that follows; null when not known yet, and under the same name.</param>
/// <param name="Note">Anything else; null for nothing.</param>
public sealed record RotationPlan(DateTimeOffset Day, RotationWay Way, string? ReplacedBy, string? Note);

/// <summary>What people arranged for one certificate: who renews it, when, and which reminder was seen.</summary>
public sealed class CertificateCare
{
    /// <summary>Longest e-mail address, characters.</summary>
    public const int MailMaxLength = 254;

    /// <summary>Longest note, characters.</summary>
    public const int NoteMaxLength = 1000;

    /// <summary>Days around the planned one in which a new key is the planned one.</summary>
    public const int PlanDays = 7;

    private CertificateCare() { }

    /// <summary>Nothing arranged yet.</summary>
    public CertificateCare(ItemId item) => (ItemId, Version) = (item, Guid.CreateVersion7());

    /// <summary>Of which certificate.</summary>
    public ItemId ItemId { get; private set; }

    /// <summary>E-mail address of whoever renews it, in lower case; null for nobody. They need not have signed in yet.</summary>
    public string? Owner { get; private set; }

    /// <summary>E-mail address of who does when the owner does not; null for nobody.</summary>
    public string? Deputy { get; private set; }

    /// <summary>When another owner or deputy was named last, UTC; null when none ever was.</summary>
    public DateTimeOffset? NamedAt { get; private set; }

    /// <summary>Day of the planned rotation, midnight UTC; null without a plan.</summary>
    public DateTimeOffset? PlannedFor { get; private set; }

    /// <summary>How; null without a plan.</summary>
    public RotationWay? Way { get; private set; }

    /// <summary>Name of the certificate that follows.</summary>
    public string? ReplacedBy { get; private set; }

    /// <summary>Anything else about the plan.</summary>
    public string? Note { get; private set; }

    /// <summary>Name of who planned it; null without a plan.</summary>
    public string? PlannedBy { get; private set; }

    /// <summary>When it was planned, UTC; null without a plan.</summary>
    public DateTimeOffset? PlannedAt { get; private set; }

    /// <summary>Start of the read that saw the last rotation that went by plan, UTC; null when none did.</summary>
    public DateTimeOffset? RotatedAt { get; private set; }

    /// <summary>Step of <see cref="ReminderLadder"/> that was acknowledged last; null when none was.</summary>
    public int? AcknowledgedStep { get; private set; }

    /// <summary>The end that reminder was about, UTC: another end is another ladder.</summary>
    public DateTimeOffset? AcknowledgedEnd { get; private set; }

    /// <summary>Name of who acknowledged.</summary>
    public string? AcknowledgedBy { get; private set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset? AcknowledgedAt { get; private set; }

    /// <summary>Concurrency token.</summary>
    public Guid Version { get; private set; }

    /// <summary>The plan; null when there is none.</summary>
    public RotationPlan? Plan() => PlannedFor is { } day && Way is { } way ? new RotationPlan(day, way, ReplacedBy, Note) : null;

    /// <summary>Names who renews it; the ladder waits for new people from now on.</summary>
    public void Name(string? owner, string? deputy, DateTimeOffset now)
    {
        if ((owner, deputy) != (Owner, Deputy)) NamedAt = now;
        (Owner, Deputy, Version) = (owner, deputy, Guid.CreateVersion7());
    }

    /// <summary>Plans the rotation, or gives the plan up.</summary>
    /// <param name="plan">Null for no plan.</param>
    /// <param name="by">Name of who plans.</param>
    /// <param name="now">UTC.</param>
    public void Schedule(RotationPlan? plan, string by, DateTimeOffset now)
    {
        (PlannedFor, Way, ReplacedBy, Note) = (plan?.Day, plan?.Way, plan?.ReplacedBy, plan?.Note);
        (PlannedBy, PlannedAt, Version) = (plan is null ? null : by, plan is null ? null : now, Guid.CreateVersion7());
    }

    /// <summary>A step was seen: it rests until the next one.</summary>
    public void Acknowledge(int step, DateTimeOffset end, string by, DateTimeOffset now) =>
        (AcknowledgedStep, AcknowledgedEnd, AcknowledgedBy, AcknowledgedAt, Version) = (step, end, by, now, Guid.CreateVersion7());

    /// <summary>True when a new key, seen then under the same name, is the one that was planned before.</summary>
    public bool Expects(DateTimeOffset seenAt) => Way == RotationWay.SameName && PlannedAt <= seenAt && PlannedFor is { } day
        && Math.Abs((seenAt.UtcDateTime.Date - day.UtcDateTime.Date).Days) <= PlanDays;

    /// <summary>The rotation went by plan: the plan is done.</summary>
    public void Rotated(DateTimeOffset seenAt)
    {
        Schedule(null, "", seenAt);
        RotatedAt = seenAt;
    }

    /// <summary>What an audit entry may show.</summary>
    public AuditFields ToAudit() => new AuditFields().Add("owner", Owner).Add("deputy", Deputy).Add("plannedFor", PlannedFor)
        .Add("way", Way?.ToString()).Add("replacedBy", ReplacedBy).Add("note", Note);
}
