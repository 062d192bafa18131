namespace Governance.Domain.Incidents;

/// <summary>A read of one org, or Heroku account, some time after its containment settled: what was proven once may come back.</summary>
public sealed class LaterProof
{
    /// <summary>How long after (design/containment, step 7).</summary>
    public static readonly IReadOnlyList<TimeSpan> Times = [TimeSpan.FromMinutes(15), TimeSpan.FromHours(6), TimeSpan.FromHours(24), TimeSpan.FromHours(72)];

    /// <summary>Longest trouble kept, characters.</summary>
    public const int TroubleMaxLength = 300;

    private LaterProof() { }

    /// <summary>Plans one.</summary>
    /// <param name="incident">Of which containment.</param>
    /// <param name="via">Which org's connection, or Heroku account as one.</param>
    /// <param name="group">The org group of its targets; null for a Heroku account with targets of several.</param>
    /// <param name="after">One of <see cref="Times"/>.</param>
    /// <param name="now">UTC.</param>
    public LaterProof(IncidentId incident, ConnectionId via, OrgGroupId? group, TimeSpan after, DateTimeOffset now) =>
        (Id, IncidentId, ConnectionId, OrgGroupId, DueAt, AfterMinutes) = (Guid.CreateVersion7(), incident, via, group, now + after, (int)after.TotalMinutes);

    /// <summary>Ours.</summary>
    public Guid Id { get; private set; }

    /// <summary>Of which containment.</summary>
    public IncidentId IncidentId { get; private set; }

    /// <summary>Which org's connection, or Heroku account as one.</summary>
    public ConnectionId ConnectionId { get; private set; }

    /// <summary>Of its targets; null when they lie in several.</summary>
    public OrgGroupId? OrgGroupId { get; private set; }

    /// <summary>How long after the containment settled there.</summary>
    public int AfterMinutes { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>UTC; null while it is to come.</summary>
    public DateTimeOffset? DoneAt { get; private set; }

    /// <summary>How many targets were alive again, or granted anew.</summary>
    public int Back { get; private set; }

    /// <summary>Why something could not be read; null when all was.</summary>
    public string? Trouble { get; private set; }

    /// <summary>It was made, or could not be.</summary>
    public void End(int back, string? trouble, DateTimeOffset now) =>
        (DoneAt, Back, Trouble) = (now, back, trouble is null ? null : Text.Bounded(trouble, TroubleMaxLength));
}
