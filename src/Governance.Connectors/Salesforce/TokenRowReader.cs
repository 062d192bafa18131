using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Domain;
using Governance.Domain.Authorizations;

namespace Governance.Connectors.Salesforce;

/// <summary>One row as read: what may leave this connector, and beside it what never does.</summary>
/// <param name="Row">Bounded and without handle.</param>
/// <param name="Second">The second of CreatedDate as the org wrote it; orders the read. Null when unreadable.</param>
/// <param name="RawUserId">As the org wrote it; null when unreadable.</param>
/// <param name="Handle">DeleteToken: anyone who holds it can revoke. Null when the org gave none.</param>
internal sealed record ReadRow(TokenRow Row, DateTimeOffset? Second, string? RawUserId, Secret? Handle)
{
    public override string ToString() => Row.Key.Value;
}

/// <summary>Turns a record of OauthToken into a row, keyed by HMAC-SHA-256 of its handle; where handles do not last, or
/// a row has none, of app, user and moment instead, numbered when several rows share them.</summary>
/// <remarks>Source: Object Reference, OauthToken (Id is reserved and null; AccessToken and RequestToken are secrets and
/// never selected); App Menu Item: ApplicationId begins with 0H4 or 0xI.</remarks>
internal sealed class TokenRowReader(byte[] hmacKey, DateTimeOffset now, bool byHandle)
{
    public const string Fields =
        "AppName, AppMenuItemId, AppMenuItem.ApplicationId, UserId, User.Username, User.Name, User.IsActive, "
        + "User.Profile.Name, CreatedDate, LastUsedDate, UseCount, DeleteToken";

    /// <summary>No org is older; what claims to be is bounded.</summary>
    private static readonly DateTimeOffset Earliest = new(1999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DateTimeOffset _latest = now.AddDays(1);
    private readonly Dictionary<string, int> _alike = [];

    /// <summary>True when rows are keyed by their handles.</summary>
    public bool ByHandle => byHandle;

    /// <summary>Each query numbers rows that look alike from the start, so that the overlap of two queries
    /// agrees.</summary>
    public void BeginQuery() => _alike.Clear();

    public ReadRow Read(JsonElement record)
    {
        var user = OrgJson.Relation(record, "User");
        var userId = OrgJson.Text(record, "UserId") is { } id && SalesforceIds.IsId(id) ? id : null;
        var created = OrgJson.Moment(record, "CreatedDate");
        var appName = Text.Bounded(OrgJson.Text(record, "AppName"), Limits.Name);
        var handle = OrgJson.Text(record, "DeleteToken") is { Length: > 0 } token ? new Secret(token) : null;
        var applicationId = OrgJson.Text(OrgJson.Relation(record, "AppMenuItem"), "ApplicationId") is { } app
            && SalesforceIds.IsId(app) ? app : null;

        var row = new TokenRow(
            KeyOf(handle, appName, userId, created), appName, applicationId, KindOf(applicationId),
            userId is null ? "" : SalesforceIds.Key(userId), Name(user, "Username"), Name(user, "Name"),
                OrgJson.Flag(user, "IsActive"),
            user is { } owner && OrgJson.Text(OrgJson.Relation(owner, "Profile"), "Name") is { } profile
                ? Text.Bounded(profile, Limits.Name) : null,
            Within(created), OrgJson.Moment(record, "LastUsedDate") is { } used && used >= Earliest && used <= _latest
                ? used : null,
            OrgJson.Count(record, "UseCount"));
        return new ReadRow(row, created is { } moment ? Floor(moment) : null, userId, handle);
    }

    private static string Name(JsonElement? user, string field) => Text.Bounded(OrgJson.Text(user, field), Limits.Name);

    private static DateTimeOffset Floor(DateTimeOffset moment) =>
        moment.AddTicks(-(moment.Ticks % TimeSpan.TicksPerSecond));

    private DateTimeOffset Within(DateTimeOffset? created) =>
        created is not { } moment || moment < Earliest ? Earliest : moment > _latest ? _latest : moment;

    private static ClientAppKind KindOf(string? applicationId) => applicationId switch
    {
        { } id when id.StartsWith("0H4", StringComparison.Ordinal) => ClientAppKind.ConnectedApp,
        { } id when id.StartsWith("0xI", StringComparison.Ordinal) => ClientAppKind.ExternalClientApp,
        _ => ClientAppKind.Unknown,
    };

    private TokenRowKey KeyOf(Secret? handle, string appName, string? userId, DateTimeOffset? created)
    {
        var text = byHandle && handle is not null ? handle.Reveal() : Alike(appName, userId, created);
        return new TokenRowKey(Convert.ToHexStringLower(HMACSHA256.HashData(hmacKey, Encoding.UTF8.GetBytes(text))));
    }

    /// <summary>Begins with a NUL, which no handle does.</summary>
    private string Alike(string appName, string? userId, DateTimeOffset? created)
    {
        var look = $"\0{appName}\0{userId}\0{created?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}";
        _alike[look] = _alike.GetValueOrDefault(look) + 1;
        return $"{look}\0{_alike[look]}";
    }
}
