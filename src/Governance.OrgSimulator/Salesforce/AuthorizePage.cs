using System.Net;
using System.Security.Cryptography;
using System.Text;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.World;
using Microsoft.AspNetCore.WebUtilities;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, authorize and its consent page (reference §7.1, §1.8): a plain form that asks who consents.</summary>
public sealed class AuthorizePage(Org org)
{
    public const string ConsentPath = "/setup/secur/remoteaccessauthorizationpage.apexp";
    private const int CodeSeconds = 15 * 60;
    private const int UsersShown = 300;
    private readonly Dictionary<string, Consent> _asked = [];
    private readonly Dictionary<string, Consent> _codes = [];

    public Task ShowAsync(HttpContext context)
    {
        var query = context.Request.Query;
        string? Ask(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
        if (Ask("client_id") is not { } key || !org.AppsByKey.TryGetValue(key, out var app)) return ErrorPageAsync(context, "invalid_client_id", "client identifier invalid");
        if (Ask("redirect_uri") is not { } redirect || !app.Policy.CallbackUrls.Any(url => Callback.Fits(url, redirect)))
            return ErrorPageAsync(context, "redirect_uri_mismatch", "redirect_uri must match configuration");
        var state = Ask("state");
        Task RefuseAsync(string error, string description) => BackAsync(context, redirect, state, ("error", error), ("error_description", description));

        if (Ask("response_type") != "code") return RefuseAsync("unsupported_response_type", "response type not supported");
        var challenge = Ask("code_challenge");
        if (challenge is null && app.Policy.PkceRequired) return RefuseAsync("invalid_request", "missing required code challenge");
        if (challenge is not null && (Ask("code_challenge_method") ?? "S256") != "S256") return RefuseAsync("invalid_request", "code challenge method must be S256");
        var scopes = (Ask("scope") ?? string.Join(' ', app.Policy.Scopes)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (scopes.Any(scope => !app.Policy.Scopes.Contains(scope) && !(scope is "offline_access" && app.Policy.Scopes.Contains("refresh_token"))))
            return RefuseAsync("invalid_scope", "the requested scope is not allowed");

        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var consent = new Consent { App = app, RedirectUri = redirect, State = state, Challenge = challenge, Scopes = scopes, User = null!, At = org.Now };
        string page;
        lock (org.Gate)
        {
            DropOld(_asked);
            _asked[id] = consent;
            page = Page(id, app, scopes, Ask("login_hint"));
        }

        return Answer.TextAsync(context, 200, "text/html;charset=UTF-8", page);
    }

    /// <summary>The consent form's answer: back to the app with a code, or with the reason why not.</summary>
    public async Task DecideAsync(HttpContext context, OriginCall call)
    {
        var form = await RequestBody.ReadFormAsync(context);
        Consent? asked = null;
        (string Name, string Value)[] answer;
        lock (org.Gate)
        {
            if (form("consent") is { } id) _asked.Remove(id, out asked);
            if (asked is null || org.Now - asked.At > CodeSeconds) answer = [];
            else answer = Decide(asked, form("user"), form("decision"));
        }

        call.Caller = form("user");
        if (answer.Length == 0) await ErrorPageAsync(context, "invalid_request", "this consent page has ended; start again");
        else await BackAsync(context, asked!.RedirectUri, asked.State, answer);
    }

    /// <summary>The consent behind a code; a code works once. Call while holding the org's gate.</summary>
    public Consent? Redeem(string code) => _codes.Remove(code, out var consent) && org.Now - consent.At <= CodeSeconds ? consent : null;

    private (string, string)[] Decide(Consent asked, string? username, string? decision)
    {
        if (decision != "allow") return [("error", "access_denied"), ("error_description", "end-user denied authorization")];
        if (username is null || !org.UsersByName.TryGetValue(username, out var user) || !user.IsActive || user.IsFrozen)
            return [("error", "access_denied"), ("error_description", "the user cannot log in")];
        if (!asked.App.IsEnabled) return [("error", "OAUTH_APP_BLOCKED"), ("error_description", "this app is blocked by admin")];
        if (!asked.App.Admits(user)) return [("error", "OAUTH_APP_ACCESS_DENIED"), ("error_description", "user is not admin approved to access this app")];
        var alreadyUses = user.Grants?.Exists(grant => grant.App == asked.App && Org.IsLive(grant, org.Now)) == true;
        if (!asked.App.IsInstalled && !alreadyUses && !user.Has("CanApproveUninstalledApps"))
            return [("error", "invalid_client"), ("error_description", "app must be installed into org")];
        var code = "aPrx" + RandomNumberGenerator.GetString(SalesforceId.Digits, 76);
        DropOld(_codes);
        _codes[code] = asked with { User = user, At = org.Now };
        return [("code", code)];
    }

    private void DropOld(Dictionary<string, Consent> consents)
    {
        if (consents.Count < 1_000) return;
        foreach (var old in consents.Where(pair => org.Now - pair.Value.At > CodeSeconds).Select(pair => pair.Key).ToList()) consents.Remove(old);
    }

    private string Page(string id, ClientApp app, string[] scopes, string? hint)
    {
        var users = org.Users.Where(user => user.IsActive).Take(UsersShown).ToList();
        var chosen = hint ?? org.ReaderUsername;
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Allow access?</title></head><body><main>");
        html.Append(CultureSafe($"<h1>Allow access?</h1><p>{Safe(app.Name)} asks for access to {Safe(org.Company)} ({Safe(org.Name)}):</p><ul>"));
        foreach (var scope in scopes) html.Append("<li>").Append(Safe(scope)).Append("</li>");
        html.Append("</ul><form method=\"post\" action=\"/setup/secur/RemoteAccessAuthorizationPage.apexp\">");
        html.Append("<input type=\"hidden\" name=\"consent\" value=\"").Append(id).Append("\"><label>Log in as <select name=\"user\">");
        foreach (var user in users)
        {
            html.Append("<option value=\"").Append(Safe(user.Username)).Append('"').Append(user.Username == chosen ? " selected" : "").Append('>');
            html.Append(Safe(user.Username)).Append("</option>");
        }

        html.Append("</select></label><button name=\"decision\" value=\"allow\">Allow</button><button name=\"decision\" value=\"deny\">Deny</button></form></main></body></html>");
        return html.ToString();
    }

    private static string CultureSafe(FormattableString text) => FormattableString.Invariant(text);

    private static string Safe(string text) => WebUtility.HtmlEncode(text);

    private static Task ErrorPageAsync(HttpContext context, string error, string description) =>
        Answer.TextAsync(context, 400, "text/html;charset=UTF-8", $"<html><head><title>Error</title></head><body>error={Safe(error)}&amp;error_description={Safe(description)}</body></html>");

    private static Task BackAsync(HttpContext context, string redirect, string? state, params (string Name, string Value)[] answer)
    {
        var url = answer.Aggregate(redirect, (current, pair) => QueryHelpers.AddQueryString(current, pair.Name, pair.Value));
        if (state is not null) url = QueryHelpers.AddQueryString(url, "state", state);
        context.Response.Headers.Location = url;
        return Answer.EmptyAsync(context, 302);
    }
}

/// <summary>What a person agreed to; redeemed once.</summary>
public sealed record Consent
{
    public required ClientApp App { get; init; }

    public required OrgUser User { get; init; }

    public required string RedirectUri { get; init; }

    public string? State { get; init; }

    public string? Challenge { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required long At { get; init; }
}
