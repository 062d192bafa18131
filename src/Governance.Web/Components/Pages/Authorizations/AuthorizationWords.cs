using System.Globalization;
using Governance.Application.Authorizations;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Authorizations;

/// <summary>What the pages say about authorizations.</summary>
internal static class AuthorizationWords
{
    /// <summary>Orgs whose rows are that much older than the freshest are named.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromHours(1);

    /// <summary>The kind of what Heroku keeps.</summary>
    public const string AppLink = "AppLink authorization";

    private const string Insufficient = "insufficient permission: ";
    private const int MostNamed = 3;

    public static string Of(ClientAppKind kind) => kind switch
    {
        ClientAppKind.ConnectedApp => "Connected app",
        ClientAppKind.ExternalClientApp => "External client app",
        _ => "Unknown app",
    };

    public static string Of(AuthorizationKind kind, ClientAppKind app) => kind == AuthorizationKind.AppLink ? AppLink : Of(app);

    public static string Of(TargetState state) => state switch
    {
        TargetState.WaitingForPerson => "Waiting for a person",
        TargetState.RightMissing => "Right missing",
        TargetState.StillAlive => "Still alive",
        _ => state.ToString(),
    };

    public static Tone ToneOf(TargetState state) => state switch
    {
        TargetState.Planned => Tone.Waiting,
        TargetState.Running => Tone.Running,
        TargetState.WaitingForPerson => Tone.Person,
        TargetState.Done => Tone.Pass,
        TargetState.StillAlive => Tone.Critical,
        TargetState.Skipped => Tone.NotApplicable,
        _ => Tone.High,
    };

    /// <summary>"612", "10,000+".</summary>
    public static string Number(int count, bool more = false) => count.ToString("N0", CultureInfo.InvariantCulture) + (more ? "+" : "");

    /// <summary>"1 authorization", "42 authorizations".</summary>
    public static string Counted(int count, string one, bool more = false) =>
        $"{Number(count, more)} {one}{(count == 1 && !more ? "" : "s")}";

    /// <summary>The right that is missing; null when something else is wrong.</summary>
    public static string? MissingRight(ListAuthorizationSources.BlindOrg org)
    {
        if (org.Detail is not { Length: > 0 } detail) return null;
        if (detail.StartsWith(Insufficient, StringComparison.OrdinalIgnoreCase)) return detail[Insufficient.Length..];
        return org.Status == Domain.Connections.CapabilityStatus.NotPermitted ? detail : null;
    }

    /// <summary>"14:02, APAC 13:24, Dev 20 Nov": the age of most rows, then the orgs whose rows are older.</summary>
    /// <returns>Null when nothing was read yet.</returns>
    public static string? AsOf(IReadOnlyList<ListAuthorizationSources.OrgAge> orgs, DateTimeOffset now, TimeZoneInfo zone)
    {
        var read = orgs.Where(o => o.AsOf is not null).Select(o => (o.Label, At: o.AsOf!.Value)).OrderBy(o => o.At).ToList();
        if (read.Count == 0) return null;
        var fresh = read.Where(o => read[^1].At - o.At <= Apart).ToList();
        var older = read.Where(o => read[^1].At - o.At > Apart).ToList();
        IEnumerable<string> parts =
        [
            Moment(fresh[0].At, now, zone),
            .. older.Take(MostNamed).Select(o => $"{Foreign.Visible(o.Label)} {Moment(o.At, now, zone)}"),
        ];
        var text = string.Join(", ", parts);
        if (older.Count > MostNamed) text += $" and {Counted(older.Count - MostNamed, "older org")}";
        return zone.Equals(TimeZoneInfo.Utc) ? $"{text} UTC" : text;
    }

    private static string Moment(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone)
    {
        var (local, today) = (TimeZoneInfo.ConvertTime(at, zone), TimeZoneInfo.ConvertTime(now, zone));
        if (local.Date == today.Date) return local.ToString("HH:mm", CultureInfo.InvariantCulture);
        return local.ToString(local.Year == today.Year ? "d MMM, HH:mm" : "d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);
    }
}
