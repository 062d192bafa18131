using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Heroku;

namespace Governance.Application.Ports;

/// <summary>How to reach one Heroku account; its token is fetched from the secret store by this id.</summary>
/// <param name="Account">Whose token to use.</param>
/// <param name="ExpectedKey">Heroku's id of the account that must answer; null at the first contact.</param>
public sealed record HerokuLink(HerokuAccountId Account, string? ExpectedKey);

/// <summary>Who answered.</summary>
/// <param name="Key">Heroku's id of the account.</param>
/// <param name="Email">The user the portal acts as.</param>
public sealed record HerokuIdentity(string Key, string Email);

/// <summary>One read of everything AppLink in a Heroku account.</summary>
/// <param name="Email">The user it was read as.</param>
/// <param name="Apps">Apps the account sees; null when they were not asked for.</param>
/// <param name="Addons">AppLink add-ons, by name.</param>
/// <param name="Absent">Ids of add-ons that were asked for and are no longer in the account.</param>
/// <param name="StartedAt">Before the first call, UTC.</param>
/// <param name="FinishedAt">After the last, UTC.</param>
/// <param name="Calls">Calls made, repeats included.</param>
public sealed record AppLinkInventory(
    string Email, int? Apps, IReadOnlyList<AddonRead> Addons, IReadOnlyList<string> Absent, DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt, int Calls);

/// <summary>One add-on with what it holds; each list came whole or says why not.</summary>
/// <param name="Key">Heroku's id.</param>
/// <param name="Name">As in applink-curved-10234.</param>
/// <param name="OwnerApp">App it was created for.</param>
/// <param name="Attachments">Apps that share everything it holds, by name.</param>
/// <param name="Connections">AppLink connections.</param>
/// <param name="Authorizations">AppLink authorizations.</param>
/// <param name="Dependents">Publications and data action targets; null when they were not asked for.</param>
public sealed record AddonRead(
    string Key, string Name, string OwnerApp, IReadOnlyList<AppLinkAttachment> Attachments,
    Result<IReadOnlyList<AppLinkRow>> Connections, Result<IReadOnlyList<AppLinkRow>> Authorizations,
    Result<IReadOnlyList<AppLinkDependentRow>>? Dependents)
{
    /// <summary>How the apps around it are set up; null when that was not asked for.</summary>
    public AddonPosture? Posture { get; init; }
}

/// <summary>A connection or authorization to remove.</summary>
/// <param name="Row">The journal's name for it.</param>
/// <param name="Addon">Heroku's id of the add-on.</param>
/// <param name="Kind">Connection or authorization.</param>
/// <param name="Key">AppLink's id: what is removed is what carries this id now, whatever its name.</param>
public sealed record AppLinkTarget(TokenRowKey Row, string Addon, AppLinkKind Kind, string Key);

/// <summary>A connection or authorization to be made.</summary>
/// <param name="Addon">Heroku's id of the add-on.</param>
/// <param name="Kind">Connection or authorization.</param>
/// <param name="Name">connection_name or developer_name.</param>
/// <param name="LoginOrigin">Where the person signs in.</param>
/// <param name="AskedAt">When it was asked for before, UTC: a record of that name made by this account since then is the answer to that.
/// Null the first time.</param>
public sealed record AppLinkWish(string Addon, AppLinkKind Kind, string Name, Uri LoginOrigin, DateTimeOffset? AskedAt);

/// <summary>An API to be published to an org.</summary>
/// <param name="Addon">Heroku's id of the add-on.</param>
/// <param name="Connection">The AppLink connection that leads to the org.</param>
/// <param name="App">Heroku's id of the app that answers the calls.</param>
/// <param name="ClientName">API name of the External Service registration.</param>
/// <param name="Spec">JSON or YAML, sent as it is.</param>
/// <param name="IsJson">It is JSON.</param>
/// <param name="ClientApp">API name of the external client app to be made; null for none.</param>
/// <param name="PermissionSet">API name of the session-based permission set to be made; null for none.</param>
public sealed record PublicationWish(
    string Addon, string Connection, string App, string ClientName, string Spec, bool IsJson, string? ClientApp, string? PermissionSet)
{
    /// <summary>Of the text its length only: it is somebody else's.</summary>
    public override string ToString() => $"{ClientName}, {Spec.Length} characters, over {Connection}";
}

/// <summary>Heroku and AppLink as the use cases need them. One implementation, in Connectors/HerokuAppLink. There is no
/// call for a single authorization on purpose: its answer may hand out a live Salesforce token.</summary>
public interface IAppLink
{
    /// <summary>Asks Heroku whose token it is. Repeatable.</summary>
    /// <returns>RemoteRefused (heroku.account-changed when another account answers) or RemoteUnavailable otherwise.</returns>
    Task<Result<HerokuIdentity>> IdentifyAsync(HerokuLink account, CancellationToken ct);

    /// <summary>Reads all apps, AppLink add-ons and what they hold. Repeatable. Stops with org.limit-reached while fewer
    /// calls are left than are kept for incidents; an add-on that cannot be read does not stop the others.</summary>
    Task<Result<AppLinkInventory>> ReadAsync(HerokuLink account, CancellationToken ct);

    /// <summary>Reads connections and authorizations of these add-ons only, as proof of a removal: out of the calls that are
    /// kept for incidents.</summary>
    Task<Result<AppLinkInventory>> ReadAgainAsync(HerokuLink account, IReadOnlyCollection<string> addons, CancellationToken ct);

    /// <summary>Reads one add-on with all that it publishes, fresh. Repeatable.</summary>
    /// <returns>No add-on in it when the account has it no more.</returns>
    Task<Result<AppLinkInventory>> ReadAddonAsync(HerokuLink account, string addon, CancellationToken ct);

    /// <summary>Publishes an API: sent once. What is published under that name by that app over that connection is replaced.</summary>
    /// <returns>Done means accepted: nothing was seen yet. RemoteUnavailable when it is unknown what came of it.</returns>
    Task<Result<Done>> PublishAsync(HerokuLink account, PublicationWish wish, CancellationToken ct);

    /// <summary>Asks for a connection or authorization, unless there is one of that name; a person then signs in at
    /// <see cref="SignInAddressAsync"/>. Repeatable with <see cref="AppLinkWish.AskedAt"/>.</summary>
    /// <returns>The record as AppLink shows it; RemoteRefused when somebody else's has the name.</returns>
    Task<Result<AppLinkRow>> AskAsync(HerokuLink account, AppLinkWish wish, CancellationToken ct);

    /// <summary>Where a person signs in for a record that waits for it: at Salesforce or AppLink, and nowhere else. It lets whoever opens
    /// it act, so it is shown to one person and kept nowhere.</summary>
    /// <returns>RemoteRefused (applink.address-refused) when it leads elsewhere; RemoteRefused (heroku.not-there) when nothing waits.</returns>
    Task<Result<Uri>> SignInAddressAsync(HerokuLink account, string addon, AppLinkKind kind, string key, CancellationToken ct);

    /// <summary>Lists each add-on, then removes the wanted records one by one, each answer as it comes. Repeatable: what
    /// is not listed answers AlreadyGone. Accepted means accepted; the record may show as disconnecting for a while.</summary>
    IAsyncEnumerable<RevocationAnswer> RemoveAsync(
        HerokuLink account, IReadOnlyCollection<AppLinkTarget> targets, CancellationToken ct);
}
