using System.Globalization;
using Governance.Domain.Authorizations;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Orgs;

/// <summary>Orgs and connections in words, tones and addresses.</summary>
internal static class OrgWords
{
    public const string MissingRight = "insufficient permission: ";

    /// <summary>In the order in which they are listed: what needs a person first.</summary>
    public static readonly IReadOnlyList<ConnectionState> States =
    [
        ConnectionState.ReconnectNeeded, ConnectionState.Degraded, ConnectionState.Connecting, ConnectionState.WaitingForApproval,
        ConnectionState.Connected, ConnectionState.Disconnected,
    ];

    public static string Of(ConnectionState state) => Words.Sentence(state.ToString());

    public static Tone ToneOf(ConnectionState state) => state switch
    {
        ConnectionState.Connected => Tone.Pass,
        ConnectionState.Degraded => Tone.Medium,
        ConnectionState.ReconnectNeeded => Tone.High,
        ConnectionState.Connecting => Tone.Running,
        ConnectionState.WaitingForApproval => Tone.Waiting,
        _ => Tone.NotApplicable,
    };

    /// <summary>As it stands in an address: reconnect-needed.</summary>
    public static string Slug(Enum value) => Words.Sentence(value.ToString()).Replace(' ', '-').ToLowerInvariant();

    public static string Of(OrgEnvironment? environment) => environment is { } known ? Words.Sentence(known.ToString()) : "unknown";

    /// <summary>"Hyperforce (likely)": guessed from the instance name until a person confirms it.</summary>
    public static string Of(OrgInfrastructure? infrastructure, bool isConfirmed = false) =>
        infrastructure is { } known and not OrgInfrastructure.Unknown ? isConfirmed ? known.ToString() : $"{known} (likely)" : "Hyperforce or Classic: unknown";

    public static string Of(ConnectionFlow flow) => flow switch
    {
        ConnectionFlow.JwtBearer => "JWT bearer",
        ConnectionFlow.ClientCredentials => "Client credentials",
        _ => "Web server with PKCE",
    };

    public static string Of(Capability capability) => capability switch
    {
        Capability.Organization => "Who the org is",
        Capability.Rights => "Rights of the portal’s user",
        Capability.Authorizations => "Authorizations",
        Capability.ClientApps => "Client apps",
        Capability.Users => "Users of integrations",
        Capability.PermissionSets => "Permission sets and who holds them",
        Capability.Certificates => "Certificates",
        Capability.Registrations => "External Services",
        Capability.Logins => "Login history",
        Capability.SetupChanges => "Setup audit trail",
        Capability.ApiUsage => "API calls by day",
        Capability.Sessions => "Sessions that are alive",
        _ => "Policies, credentials and sites from metadata",
    };

    public static string Of(CapabilityStatus status) => status switch
    {
        CapabilityStatus.Ok => "Complete",
        CapabilityStatus.NotPermitted => "Insufficient permission",
        _ => Words.Sentence(status.ToString()),
    };

    public static Tone ToneOf(CapabilityStatus status) => status switch
    {
        CapabilityStatus.Ok => Tone.Pass,
        CapabilityStatus.NotPermitted => Tone.Unknown,
        CapabilityStatus.NotSupported => Tone.NotApplicable,
        _ => Tone.High,
    };

    public static string Of(SyncPurpose purpose) => purpose switch
    {
        SyncPurpose.Scheduled => "by schedule",
        SyncPurpose.OnDemand => "asked for",
        _ => "proof of a revocation",
    };

    public static string Of(ClientAppKind kind) => kind switch
    {
        ClientAppKind.ConnectedApp => "Connected apps",
        ClientAppKind.ExternalClientApp => "External client apps",
        _ => "Uninstalled or unknown apps",
    };

    /// <summary>The detail of a capability that lacks a right, always in the one form.</summary>
    public static string Why(CapabilityStatus status, string? detail) =>
        status == CapabilityStatus.NotPermitted && detail?.StartsWith("insufficient permission", StringComparison.OrdinalIgnoreCase) == false
            ? MissingRight + detail
            : detail ?? "";

    /// <summary>A key made here lasts a year and is replaced at 300 days.</summary>
    private const int ReplaceWithin = 65;

    /// <summary>How near a certificate's end is; it ends at its instant.</summary>
    public static Tone ToneOf(DateTimeOffset certificateEndsAt, DateTimeOffset now) => (certificateEndsAt - now).TotalDays switch
    {
        <= 0 => Tone.Critical,
        <= 14 => Tone.High,
        <= ReplaceWithin => Tone.Medium,
        _ => Tone.Pass,
    };

    /// <summary>"ends in 52 days", "has ended".</summary>
    public static string Ends(DateTimeOffset certificateEndsAt, DateTimeOffset now) => (certificateEndsAt - now).TotalDays switch
    {
        <= 0 => "has ended",
        < 1 => "ends today",
        { } days => $"ends in {Count((int)days, "day")}",
    };

    public static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"9,870", "152k", "1.2M": where there is room for five characters.</summary>
    public static string Short(int count) => count switch
    {
        < 10_000 => Number(count),
        < 999_500 => string.Create(CultureInfo.InvariantCulture, $"{count / 1_000.0:0}k"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count / 1_000_000.0:0.#}M"),
    };

    /// <summary>"1 min 12 s"; a stand-in answers within a second, and zero would look unread.</summary>
    public static string Took(TimeSpan span) => span < TimeSpan.FromSeconds(1) ? "under 1 s" : Moments.TwoUnits(span);

    /// <summary>"every hour", "every 6 h", "every 90 min".</summary>
    public static string Every(TimeSpan interval) => interval.TotalHours switch
    {
        1 => "every hour",
        { } hours when hours >= 1 && hours == Math.Floor(hours) => $"every {hours:0} h",
        _ => $"every {Math.Round(interval.TotalMinutes):0} min",
    };

    /// <summary>"1 org", "5 orgs".</summary>
    public static string Count(int count, string one) => $"{Number(count)} {one}{(count == 1 ? "" : "s")}";

    /// <summary>Rows against the org's own count: "612 = 612", "598 of 612".</summary>
    public static string Rows(int read, int? counted) => counted switch
    {
        null => $"{Number(read)}, no count()",
        { } all when all == read => $"{Number(read)} = {Number(all)}",
        { } all => $"{Number(read)} of {Number(all)}",
    };
}
