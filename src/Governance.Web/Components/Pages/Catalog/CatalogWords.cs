using System.Globalization;
using Governance.Application.Catalog;
using Governance.Application.Inventory;
using Governance.Domain.Catalog;
using Governance.Domain.Connections;
using Governance.Domain.Heroku;
using Governance.Domain.Policies;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Catalog;

/// <summary>The catalog in words.</summary>
internal static class CatalogWords
{
    public static string Number(int count, bool more = false) => count.ToString("N0", CultureInfo.InvariantCulture) + (more ? "+" : "");

    public static string Counted(int count, string one) => $"{Number(count)} {one}{(count == 1 ? "" : "s")}";

    public static (string Word, Tone Tone) Of(CatalogLink link) => link switch
    {
        CatalogLink.Registered => ("Registered", Tone.Neutral),
        CatalogLink.Joined => ("Published and registered", Tone.Pass),
        CatalogLink.NotPublished => ("Registered, not published", Tone.High),
        CatalogLink.NotRegistered => ("Published, not registered", Tone.High),
        CatalogLink.ConnectionGone => ("Published, connection gone", Tone.High),
        CatalogLink.PublicationUnknown => ("Publication unknown", Tone.Unknown),
        _ => ("Registration unknown", Tone.Unknown),
    };

    /// <summary>What that means, and why.</summary>
    public static string Why(CatalogLink link) => link switch
    {
        CatalogLink.Registered => "The org holds an External Service registration that AppLink did not make.",
        CatalogLink.Joined => "The org holds the registration that an AppLink add-on publishes.",
        CatalogLink.NotPublished => "AppLink made this registration, and no add-on publishes it any more. Users who may invoke it still can.",
        CatalogLink.NotRegistered => "An add-on says it publishes this API, and the org holds no registration of it.",
        CatalogLink.ConnectionGone => "It is published over an AppLink connection that is gone or does not work.",
        CatalogLink.PublicationUnknown => "AppLink made this registration. What add-ons publish was not read completely: connect the Heroku account, or see its last read.",
        _ => "It is published into an org whose registrations were not read.",
    };

    public static string Of(CatalogMode mode) => mode switch
    {
        CatalogMode.User => "user",
        CatalogMode.UserPlus => "user-plus",
        CatalogMode.Mixed => "mixed",
        _ => "unknown",
    };

    public static string Of(ApiUserMode mode) => mode switch { ApiUserMode.User => "user", ApiUserMode.UserPlus => "user-plus", _ => "unknown" };

    public static string Of(CatalogProvider provider) => provider == CatalogProvider.AppLink ? "AppLink" : "somebody else";

    public static string Of(CatalogStanding standing) => standing switch
    {
        CatalogStanding.Joined => "published and registered",
        CatalogStanding.Orphan => "one without the other",
        _ => "not all known",
    };

    public static string Of(SpecSource source) => source switch { SpecSource.Org => "org", SpecSource.Snapshot => "snapshot", _ => "declared" };

    public static (string Word, Tone Tone) Of(SpecChangeKind kind) => kind switch
    {
        SpecChangeKind.Breaking => ("Breaking", Tone.High),
        SpecChangeKind.Widening => ("Widening", Tone.Medium),
        SpecChangeKind.Narrowing => ("Narrowing", Tone.Low),
        _ => ("No change for callers", Tone.Neutral),
    };

    public static string Meaning(SpecChangeKind kind) => kind switch
    {
        SpecChangeKind.Breaking => "Callers that worked stop working.",
        SpecChangeKind.Widening => "Callers may do or see more, others may, or nobody can tell.",
        SpecChangeKind.Narrowing => "Callers may do or see less, and none of them stops working.",
        _ => "What callers may do or see is the same.",
    };

    public static string Of(AppLinkStatus? status) => status switch
    {
        null => "no such connection",
        AppLinkStatus.Active => "works",
        AppLinkStatus.Ended => "ended",
        AppLinkStatus.Failed => "failed",
        AppLinkStatus.Ending => "is being removed",
        AppLinkStatus.UnderWay => "waits",
        _ => "unknown",
    };

    /// <summary>A mismatch as a sentence; <paramref name="what"/> is what its subject says after the entry's name.</summary>
    public static string Of(JoinMismatchKind kind, string? what) => kind switch
    {
        JoinMismatchKind.PublicationWithoutRegistration => "An add-on publishes it, and the org holds no registration of it.",
        JoinMismatchKind.RegistrationWithoutPublication => "The org holds a registration made by AppLink, and no add-on publishes it.",
        JoinMismatchKind.PublicationWithoutConnection => "Its publication names a connection that its add-on does not have.",
        JoinMismatchKind.PublicationOverBrokenConnection => "Its publication hangs on a connection that does not work.",
        JoinMismatchKind.PublicationInOtherOrg => "Its publication lies in another org than its connection leads to.",
        JoinMismatchKind.PublicationOfUnattachedApp => "The app behind its publication is not attached to the add-on.",
        JoinMismatchKind.PublishedTwice => "Two publications claim this registration.",
        JoinMismatchKind.NamesDiffer => "Publication and registration are one by id, and have different names.",
        JoinMismatchKind.RegistrationWithoutCredential => "It calls through a named credential that the org does not hold, or through none.",
        JoinMismatchKind.InvokeSetMissing => "No permission set lets users invoke it.",
        JoinMismatchKind.InvokeSetUnassigned => "Nobody holds the permission set that lets users invoke it.",
        JoinMismatchKind.UserPlusSetMissing => $"An operation names the permission set {what}, which the org does not hold.",
        JoinMismatchKind.UserPlusSetStanding => $"The permission set {what}, named for user-plus mode, needs no activation: who holds it has its rights always.",
        JoinMismatchKind.InvokerLacksUserPlus => $"A user may invoke it and lacks the permission set {what}, named for user-plus mode.",
        JoinMismatchKind.ClientAppMissing => $"An operation names the client app {what}, which the org does not hold.",
        _ => Words.Sentence(kind.ToString()) + ".",
    };

    /// <summary>Why an org's registrations are not known, or old; null when they are known.</summary>
    public static string? Why(CapabilitySource source) => source switch
    {
        { IsConnected: false } => null,
        { Status: CapabilityStatus.Ok, AsOf: not null } => null,
        { Detail: { } detail } => detail.EndsWith('.') ? detail : detail + ".",
        _ => "Its registrations were not read yet.",
    };

    public static string Bytes(int bytes) => bytes < 1024 ? $"{bytes} bytes" : bytes < 1024 * 1024 ? $"{bytes / 1024.0:N1} KB" : $"{bytes / (1024.0 * 1024):N1} MB";
}
