using System.Globalization;
using System.Text.Json;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, OAuth usage of external client apps (Connect REST, reference §1.3), from version 59.0.</summary>
public sealed class UsageResource(Org org)
{
    private const string Base = "/apps/oauth/usage";

    public Task HandleAsync(HttpContext context, Session session, string version, string[] tail)
    {
        if (string.CompareOrdinal(version, "v59.0") < 0) return OrgOrigin.NotFoundAsync(context);
        if (!org.Has(session, "CustomizeApplication") && !org.Has(session, "ExternalClientAppAdmin"))
            return Answer.OrgErrorAsync(context, 403, "INSUFFICIENT_ACCESS", "insufficient access rights on cross-reference id");
        lock (org.Gate)
        {
            return (context.Request.Method, tail) switch
            {
                ("GET", []) => AppsAsync(context, version),
                ("GET", [var app, "users"]) => GrantsAsync(context, version, App(app)?.Grants, byUser: true),
                ("GET", [var app, var user, "tokens"]) => GrantsAsync(context, version, GrantsOf(app, user), byUser: false),
                ("DELETE", ["tokens", var token]) => EndAsync(context, Known(token) is { } grant ? [grant] : null),
                ("DELETE", [var app, "tokens"]) => EndAsync(context, App(app) is null ? null : App(app)!.Grants ?? []),
                ("DELETE", [var app, var user, "tokens"]) => EndAsync(context, GrantsOf(app, user)),
                ("GET" or "DELETE", _) => OrgOrigin.NotFoundAsync(context),
                _ => OrgOrigin.MethodNotAllowedAsync(context),
            };
        }
    }

    private ClientApp? App(string id) => org.Apps.Find(app => app.IsExternalClientApp && app.IsInstalled && SalesforceId.Same(app.Id, id));

    private Grant? Known(string token) => org.GrantByDeleteToken(token) is { App.IsExternalClientApp: true } grant && Org.IsListed(grant, org.Now) ? grant : null;

    private List<Grant>? GrantsOf(string app, string user) =>
        App(app) is { } known && org.UserById(user) is { } owner ? [.. (known.Grants ?? []).Where(grant => grant.User == owner)] : null;

    private Task EndAsync(HttpContext context, List<Grant>? grants)
    {
        if (grants is null) return OrgOrigin.NotFoundAsync(context);
        var lie = OriginCall.Of(context).Lie;
        foreach (var grant in grants.Where(grant => Org.IsListed(grant, org.Now)))
        {
            if (lie is { AliveRowKept: true }) continue;
            if (lie is { AliveRowHidden: true })
            {
                grant.Hidden = true;
                org.Touch(grant);
                continue;
            }

            if (org.FailsToRevoke(grant)) return Answer.OrgErrorAsync(context, 500, "UNKNOWN_EXCEPTION", "An unexpected error occurred. Please try again.");
            org.End(grant);
        }

        return Answer.EmptyAsync(context, 204);
    }

    private Task AppsAsync(HttpContext context, string version)
    {
        var apps = org.Apps.Where(app => app.IsExternalClientApp && app.IsInstalled && app.Grants?.Exists(grant => Org.IsListed(grant, org.Now)) == true).ToList();
        return ListAsync(context, version, "", "apps", apps, (json, app) =>
        {
            json.WriteString("accessTokenFormat", "opaque");
            json.WriteString("availableActions", "disable, enable");
            json.WriteString("description", app.Description);
            json.WriteString("developerName", app.DeveloperName);
            json.WriteString("identifier", app.Id[..15]);
            json.WriteBoolean("isFromPackage", false);
            json.WriteString("usageDetailsUrl", $"/services/data/{version}{Base}/{app.Id[..15]}/users");
        });
    }

    private Task GrantsAsync(HttpContext context, string version, List<Grant>? grants, bool byUser)
    {
        if (grants is null) return OrgOrigin.NotFoundAsync(context);
        var listed = grants.Where(grant => Org.IsListed(grant, org.Now));
        var groups = byUser ? listed.GroupBy(grant => (object)grant.User) : listed.GroupBy(grant => (object)grant);
        var app = grants.Count > 0 ? grants[0].App : null;
        var path = app is null ? "" : byUser ? $"/{app.Id[..15]}/users" : $"/{app.Id[..15]}/{grants[0].User.Id[..15]}/tokens";
        return ListAsync(context, version, path, byUser ? "users" : "tokens", groups.Select(group => group.ToList()).ToList(), (json, of) =>
        {
            var first = of[0];
            json.WriteString("accessTokenFormat", "opaque");
            json.WriteString("appDeveloperName", first.App.DeveloperName);
            json.WriteString("appIdentifier", first.App.Id[..15]);
            json.WriteString("initialConnectionAt", Moment(of.Min(grant => grant.Created)));
            json.WriteString("lastUsedAt", of.Max(grant => grant.LastUsed) is > 0 and var used ? Moment(used) : null);
            json.WriteString("revocationUrl", byUser
                ? $"/services/data/{version}{Base}/{first.App.Id[..15]}/{first.User.Id[..15]}/tokens"
                : $"/services/data/{version}{Base}/tokens/{org.DeleteTokenOf(first)}");
            json.WriteNumber("useCount", of.Sum(grant => grant.UseCount));
            json.WriteString("userIdentifier", first.User.Id[..15]);
            json.WriteString("username", first.User.Username);
        });
    }

    private static Task ListAsync<T>(HttpContext context, string version, string path, string name, List<T> items, Action<Utf8JsonWriter, T> write)
    {
        var page = Number(context, "page", 0, 0, int.MaxValue / 1_000);
        var size = Number(context, "pageSize", 100, 1, 1_000);
        string Url(int number) => $"/services/data/{version}{Base}{path}?page={number}&pageSize={size}";
        return Answer.JsonAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray(name);
            foreach (var item in items.Skip(page * size).Take(size))
            {
                json.WriteStartObject();
                write(json, item);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteString("currentPageUrl", Url(page));
            json.WriteString("nextPageUrl", (page + 1) * (long)size < items.Count ? Url(page + 1) : null);
            json.WriteEndObject();
        });
    }

    private static int Number(HttpContext context, string name, int otherwise, int low, int high) =>
        int.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, low, high) : otherwise;

    private static string Moment(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
