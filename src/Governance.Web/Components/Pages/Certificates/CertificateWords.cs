using System.Globalization;
using Governance.Application.Certificates;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Certificates;

/// <summary>What the pages say about certificates.</summary>
internal static class CertificateWords
{
    public static string Of(CertificatePlace place) => place switch
    {
        CertificatePlace.Org => "Org",
        CertificatePlace.ClientApp => "Client app",
        _ => "Inbound",
    };

    public static string Slug(CertificatePlace place) => OrgWords.Slug(place);

    public static Tone ToneOf(Severity? step) => step is { } known ? Tones.Of(known) : Tone.Pass;

    /// <summary>The step in a word: how near the end is.</summary>
    public static (string Text, Tone Tone) Step(DateTimeOffset? endsAt, Severity? step, DateTimeOffset now) => endsAt switch
    {
        null => ("Unknown", Tone.Unknown),
        { } end when end <= now => ("Expired", Tone.Critical),
        _ => (step is { } known ? Words.Sentence(known.ToString()) : "Valid", ToneOf(step)),
    };

    /// <summary>"7 d", "4 d ago".</summary>
    public static string Left(DateTimeOffset endsAt, DateTimeOffset now) =>
        endsAt > now ? Moments.OneUnit(endsAt - now) : $"{Moments.OneUnit(now - endsAt)} ago";

    /// <summary>"19 Feb 2027", UTC.</summary>
    public static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    public static string Of(RotationWay way) => way == RotationWay.NewName ? "new one beside the old" : "new key, same name";

    public static string Of(CertificateOwnership owned) => owned == CertificateOwnership.Mine ? "me, as owner or deputy" : "nobody";

    /// <summary>"30 days", "Ended".</summary>
    public static string StepName(int step) => step switch { ReminderLadder.Ended => "Ended", 1 => "1 day", _ => $"{step} days" };

    /// <summary>How near the end is; what was acknowledged rests.</summary>
    public static Tone ToneOf(Reminder reminder) => reminder switch
    {
        { IsAcknowledged: true } => Tone.Pass,
        { Step: <= 7 } => Tone.Critical,
        { Step: <= 30 } => Tone.High,
        { Step: <= 60 } => Tone.Medium,
        _ => Tone.Low,
    };

    /// <summary>"30 days, open".</summary>
    public static string Short(Reminder reminder) => $"{StepName(reminder.Step)}, {(reminder.IsAcknowledged ? "acknowledged" : reminder.To == Reminded.Owner ? "open" : "escalated")}";

    public static string Waits(Reminder reminder) => reminder.To == Reminded.Owner ? "waits for" : "escalated to";

    /// <summary>Whom a reminder waits for, in names.</summary>
    public static string WhoOf(Reminder reminder, string? owner, string? deputy) => reminder.To switch
    {
        Reminded.Owner => owner ?? "the owner",
        Reminded.Deputy => deputy ?? "the deputy",
        _ => "the Org admins",
    };

    /// <summary>"ends on 19 Feb 2027".</summary>
    public static string Ends(DateTimeOffset endsAt, int step) => $"{(step == ReminderLadder.Ended ? "ended" : "ends")} on {Day(endsAt)}";

    /// <summary>When the next step begins; empty after the last.</summary>
    public static string Next(DateTimeOffset? endsAt, Reminder? reminder, bool isGone = false)
    {
        if (isGone) return "none: it is gone";
        if (endsAt is not { } end) return "none: its end is unknown";
        if (ReminderLadder.After(reminder?.Step) is not { } next) return "";
        var begins = Day(ReminderLadder.BeginOf(next, end));
        return reminder is null ? $"from {begins}" : $"next: {(next == ReminderLadder.Ended ? "at its end, " : "")}{begins}";
    }

    /// <summary>"RSA 2048".</summary>
    public static string? Key(string? algorithm, int? size) =>
        (algorithm, size) is (null, null) ? null : string.Create(CultureInfo.InvariantCulture, $"{algorithm} {size}").Trim();

    public static string Of(CertificatePurpose purpose) => purpose == CertificatePurpose.MutualTls ? "mTLS" : "JWT";

    /// <summary>"50 by 3 Feb 2027", "31 by 19 Feb 2027", "steady".</summary>
    public static string Forecast(GetCertificateOutlook.Slots slots, DateTimeOffset now) => slots switch
    {
        { FullAt: { } full } => $"{slots.Of} by {Day(full)}",
        { Expected: null } => "pace not known yet",
        { Expected: { } expected } when expected > slots.Used => $"{expected} by {Day(now.AddDays(GetCertificateOutlook.Days))}",
        _ => "steady",
    };

    public static string Of(ItemChangeKind kind) => kind switch
    {
        ItemChangeKind.Appeared => "Seen for the first time",
        ItemChangeKind.Vanished => "Gone from the org",
        ItemChangeKind.Returned => "There again",
        _ => "Changed",
    };

    /// <summary>The name of a fact in words: "Not after".</summary>
    public static string Field(string name) => name.Length == 0 ? "" : Words.Sentence(char.ToUpperInvariant(name[0]) + name[1..]);

    /// <summary>A value as it is kept, without the quotes of its form.</summary>
    public static string Value(string? json) => json is null ? "unknown" : json.Trim('"');
}
