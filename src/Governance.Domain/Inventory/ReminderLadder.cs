namespace Governance.Domain.Inventory;

/// <summary>Whom a reminder waits for.</summary>
public enum Reminded
{
    /// <summary>The certificate's owner.</summary>
    Owner,

    /// <summary>Its deputy, and still its owner.</summary>
    Deputy,

    /// <summary>The Org admins of its org group, and still both of them.</summary>
    OrgAdmins,
}

/// <summary>Where a certificate stands on the ladder.</summary>
/// <param name="Step">The last step that began: days before the end; 0 when it has ended.</param>
/// <param name="Since">Since when it waits for an answer, UTC: earlier steps without one count.</param>
/// <param name="To">Whom it waits for.</param>
/// <param name="EscalatesAt">When it goes to the next of them, UTC; null when it does not.</param>
/// <param name="IsAcknowledged">Somebody saw this step: it rests until the next one.</param>
public sealed record Reminder(int Step, DateTimeOffset Since, Reminded To, DateTimeOffset? EscalatesAt, bool IsAcknowledged);

/// <summary>The reminders before a certificate ends, 90, 60, 30, 14, 7 and 1 UTC days before its end and at its end: computed, nothing
/// is kept but what was acknowledged.</summary>
public static class ReminderLadder
{
    /// <summary>Of a certificate that has ended.</summary>
    public const int Ended = 0;

    /// <summary>In the order in which they begin.</summary>
    public static readonly IReadOnlyList<int> Steps = [90, 60, 30, 14, 7, 1, Ended];

    /// <summary>The last step that began; null before the first.</summary>
    public static int? StepOf(DateTimeOffset end, DateTimeOffset now)
    {
        int? last = null;
        foreach (var step in Steps)
        {
            if (BeginOf(step, end) <= now) last = step;
        }
        return last;
    }

    /// <summary>The step that follows; null after the last.</summary>
    public static int? After(int? step) => step is null ? Steps[0] : Steps.Where(s => s < step).Select(s => (int?)s).FirstOrDefault();

    /// <summary>When a step begins: with its UTC day; the last one at the end itself.</summary>
    public static DateTimeOffset BeginOf(int step, DateTimeOffset end) => step == Ended ? end : MidnightOf(end).AddDays(-step);

    /// <summary>Days that each of them has for an answer before it goes to the next; 0 when there is no time left for that.</summary>
    public static int PatienceOf(int step) => step switch { >= 14 => 3, >= 7 => 1, _ => 0 };

    /// <summary>Where a certificate stands; null while its end is unknown or more than 90 days off.</summary>
    /// <param name="end">Of the certificate, UTC; null when unknown.</param>
    /// <param name="seenAt">When the portal saw it first, UTC: nobody was reminded before.</param>
    /// <param name="care">What was arranged; null for nothing.</param>
    /// <param name="now">UTC.</param>
    public static Reminder? Of(DateTimeOffset? end, DateTimeOffset seenAt, CertificateCare? care, DateTimeOffset now)
    {
        if (end is not { } at || StepOf(at, now) is not { } step) return null;
        int? seen = care?.AcknowledgedEnd == at ? care.AcknowledgedStep : null;
        var waiting = seen <= step ? step : After(seen)!.Value;
        var since = new[] { BeginOf(waiting, at), seenAt, care?.NamedAt ?? seenAt }.Max();
        List<Reminded> chain = [];
        if (care?.Owner is not null) chain.Add(Reminded.Owner);
        if (care?.Deputy is not null) chain.Add(Reminded.Deputy);
        chain.Add(Reminded.OrgAdmins);
        var patience = PatienceOf(step);
        var turn = patience == 0 ? chain.Count - 1 : Math.Clamp((MidnightOf(now) - MidnightOf(since)).Days / patience, 0, chain.Count - 1);
        return new Reminder(step, since, chain[turn], turn == chain.Count - 1 ? null : MidnightOf(since).AddDays((turn + 1) * patience), seen <= step);
    }

    private static DateTimeOffset MidnightOf(DateTimeOffset moment) => new(moment.UtcDateTime.Date, TimeSpan.Zero);
}
