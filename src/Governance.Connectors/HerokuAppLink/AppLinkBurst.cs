using System.Text.Json;
using Governance.Application.Ports;
using Governance.Connectors.Salesforce;
using Governance.Domain;
using Governance.Domain.Heroku;

namespace Governance.Connectors.HerokuAppLink;

/// <summary>One add-on as discovered: what is needed to speak to it.</summary>
/// <param name="Key">Heroku's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="OwnerKey">App it was created for.</param>
/// <param name="OwnerName">That app's name.</param>
/// <param name="Attachments">By app name.</param>
internal sealed record FoundAddon(
    string Key, string Name, string OwnerKey, string OwnerName, IReadOnlyList<AppLinkAttachment> Attachments);

/// <summary>One burst of AppLink calls for one add-on. The add-on token and the SSO blob are fetched for it and live no
/// longer. In order, for at most three apps that the add-on is attached to, its owner first:
/// 1. the two config vars; 2. the address is judged, before the token goes anywhere; 3. the SSO blob.</summary>
/// <remarks>The path of a single authorization is not called: it hands out a live Salesforce token. Source: Heroku
/// AppLink plugin, base command.</remarks>
internal sealed class AppLinkBurst
{
    private const int AppsTried = 3;

    private readonly HerokuWire _wire;
    private readonly CallCount _count;
    private readonly Uri _origin;
    private readonly string _addon;
    private readonly Secret _token;
    private readonly Secret _sso;
    private readonly string _app;

    private AppLinkBurst(HerokuWire wire, CallCount count, Uri origin, string addon, Secret token, Secret sso, string app) =>
        (_wire, _count, _origin, _addon, _token, _sso, _app) = (wire, count, origin, addon, token, sso, app);

    public static async Task<Result<AppLinkBurst>> OpenAsync(
        HerokuPlatform platform, HerokuWire wire, AppLinkHosts hosts, FoundAddon addon, CancellationToken ct)
    {
        Problem? last = null;
        foreach (var at in addon.Attachments.OrderByDescending(a => a.AppKey == addon.OwnerKey).Take(AppsTried))
        {
            var vars = await platform.ConfigVarsAsync(at.AppKey, at.Name, ct);
            if (vars.Problem is { } unread)
            {
                last = unread;
                continue;
            }
            var (apiUrl, token) = vars.Value;
            if (apiUrl is null || token is null) continue;
            // Another app's value is no remedy for a wrong one: whoever changed it meant this add-on.
            if (hosts.Check(apiUrl, addon.Key) is { Problem: { } elsewhere }) return elsewhere;
            var sso = await platform.SsoAsync(at.AppKey, addon.Key, ct);
            if (sso.Problem is { } shut)
            {
                last = shut;
                continue;
            }
            return new AppLinkBurst(
                wire, platform.Count, hosts.Check(apiUrl, addon.Key).Value!, addon.Key, token, sso.Value!, at.AppKey);
        }
        return last ?? HerokuErrors.NotProvisioned;
    }

    public Task<Result<IReadOnlyList<AppLinkRow>>> RecordsAsync(AppLinkKind kind, CancellationToken ct) =>
        ListAsync([PathOf(kind)], item => HerokuJson.Record(kind, item), _app, ct);

    /// <summary>Publications of a Salesforce connection, app by app; targets of a Data Cloud one. A connection that does not
    /// work is asked too, since it may still expose something; that AppLink then says no is no failure.</summary>
    public async Task<Result<IReadOnlyList<AppLinkDependentRow>>> DependentsAsync(
        IReadOnlyList<AppLinkRow> connections, IReadOnlyList<AppLinkAttachment> apps, CancellationToken ct)
    {
        var all = new List<AppLinkDependentRow>();
        foreach (var connection in connections)
        {
            foreach (var app in connection.IsDataCloud ? [_app] : apps.Select(a => a.AppKey).Distinct())
            {
                var listed = connection.IsDataCloud
                    ? await ListAsync(["connections", "datacloud", connection.Name, "data_action_targets"],
                        item => HerokuJson.DataActionTarget(connection, item), app, ct)
                    : await ListAsync(["connections", "salesforce", connection.Name, "apps", app],
                        item => HerokuJson.Publication(connection.Name, item), app, ct);
                if (listed.Problem is { } unread)
                {
                    if (unread.Kind != ProblemKind.RemoteRefused || AppLinkStatusWords.Of(connection.Status) == AppLinkStatus.Active)
                        return unread;
                    continue;
                }
                all.AddRange(listed.Value!);
            }
        }
        return all;
    }

    /// <summary>Removes one record by its name, as the list gave it just now.</summary>
    /// <returns>The status it shows now, or null when the answer shows none; NotFound (heroku.not-there) when it is
    /// gone.</returns>
    public async Task<Result<string?>> RemoveAsync(AppLinkRow row, CancellationToken ct)
    {
        if (Address([PathOf(row.Kind), row.Name]) is not { } address) return UnusableName;
        var sent = await _wire.SendAsync(Call(address, _app) with { IsDelete = true }, ct);
        if (sent.Problem is { } problem) return problem;
        var answer = sent.Value!;
        if (!answer.IsSuccess || HerokuFault.Of(answer).IsPage) return HerokuErrors.Of(answer, isPlatform: false, _token, _sso);
        using var document = HerokuJson.Parse(answer);
        return document is null ? (string?)null : OrgJson.Text(document.RootElement, "status");
    }

    /// <summary>Asks for a record that a person then signs in for (rows 3 and 9 of the plugin's calls).</summary>
    public async Task<Result<AppLinkRow>> AskAsync(AppLinkKind kind, string name, Uri loginOrigin, CancellationToken ct)
    {
        if (Address([PathOf(kind), "salesforce"]) is not { } address) return UnusableName;
        var wish = new Dictionary<string, string>
        {
            [kind == AppLinkKind.Connection ? "connection_name" : "developer_name"] = name,
            ["login_url"] = loginOrigin.GetLeftPart(UriPartial.Authority),
        };
        var sent = await _wire.SendAsync(Call(address, _app) with { Body = JsonSerializer.SerializeToUtf8Bytes(wish) }, ct);
        if (sent.Problem is { } problem) return problem;
        var answer = sent.Value!;
        if (!answer.IsSuccess || HerokuFault.Of(answer).IsPage) return HerokuErrors.Of(answer, isPlatform: false, _token, _sso);
        using var document = HerokuJson.Parse(answer);
        return document is not null && HerokuJson.Record(kind, document.RootElement) is { } row ? row : HerokuErrors.Unreadable;
    }

    /// <summary>Publishes an API of the app that this burst speaks for (row 14 of the plugin's calls). What a success says is not looked at, as the
    /// plugin does not.</summary>
    public async Task<Result<Done>> PublishAsync(PublicationWish wish, CancellationToken ct)
    {
        if (Address(["connections", "salesforce", wish.Connection, "apps"]) is not { } address) return UnusableName;
        var (body, type) = PublicationForm.Of(wish);
        var sent = await _wire.SendAsync(Call(address, _app) with { Body = body, BodyType = type }, ct);
        if (sent.Problem is { } problem) return problem;
        var answer = sent.Value!;
        return !answer.IsSuccess || HerokuFault.Of(answer).IsPage ? HerokuErrors.Of(answer, isPlatform: false, _token, _sso) : Done.Value;
    }

    /// <summary>Where a person signs in for a record of the list; null where AppLink gives none.</summary>
    public async Task<Result<Secret?>> SignInAddressAsync(AppLinkKind kind, string key, CancellationToken ct)
    {
        Secret? address = null;
        var listed = await ListAsync([PathOf(kind)], item =>
        {
            if (HerokuJson.Id(item) == key && OrgJson.Text(item, "redirect_uri") is { Length: > 0 } given) address = new Secret(given);
            return HerokuJson.Record(kind, item);
        }, _app, ct);
        return listed.Problem is { } unread ? unread : address;
    }

    private async Task<Result<IReadOnlyList<T>>> ListAsync<T>(
        string[] segments, Func<JsonElement, T?> read, string app, CancellationToken ct)
        where T : class =>
        Address(segments) is { } address
            ? await HerokuPlatform.ListAsync(_wire, Call(address, app), isPlatform: false, _ => { }, read, ct)
            : UnusableName;

    private HerokuCall Call(Uri address, string app) => new(address, _token)
    {
        Count = _count,
        Headers = [("x-addon-sso", _sso), ("x-app-uuid", new Secret(app))],
    };

    /// <summary>Every part is one escaped segment; a name that would change the path's shape has no address.</summary>
    private Uri? Address(IReadOnlyList<string> segments)
    {
        if (segments.Any(s => s is "" or "." or "..")) return null;
        var path = $"/addons/{_addon}/{string.Join('/', segments.Select(Uri.EscapeDataString))}";
        var address = new Uri(_origin, path);
        return address.AbsolutePath == path && address.Authority == _origin.Authority ? address : null;
    }

    private static string PathOf(AppLinkKind kind) => kind == AppLinkKind.Connection ? "connections" : "authorizations";

    private static Problem UnusableName { get; } = Problem.RemoteRefused(HerokuCodes.Refused,
        "The record's name cannot stand in an address, so that nothing was sent. Remove it with the Heroku CLI.");
}
