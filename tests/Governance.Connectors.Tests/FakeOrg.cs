using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Governance.Connectors.Tests;

/// <summary>A hand-written org that behaves until a test bends one thing.</summary>
internal sealed class FakeOrg : IAsyncDisposable
{
    public const string Id = "00Dxx0000001gPLEAY";
    public const string UserId = "005xx000001SvKAAA0";
    private int _sessions;

    public Peer Peer { get; private set; } = null!;

    /// <summary>Looks at a request first; true when it answered.</summary>
    public Func<HttpContext, Received, Task<bool>> First { get; set; } = (_, _) => Task.FromResult(false);

    public string? InstanceUrl { get; set; }

    public string? IdUrl { get; set; }

    public string OrganizationId { get; set; } = Id;

    public string RefreshToken { get; set; } = "5Aep861.canary-refresh-0";

    public bool Rotates { get; set; }

    /// <summary>Further members of a token answer, with their comma.</summary>
    public string TokenExtra { get; set; } = "";

    public bool MayCustomize { get; set; } = true;

    /// <summary>Handles by row; a revoked row leaves the list.</summary>
    public ConcurrentDictionary<string, bool> Handles { get; } = new();

    public int? Counted { get; set; }

    public string Origin => Peer.Origin;

    public string AccessToken => "00Dxx0000001gPL!AQcanary-access-" + _sessions.ToString(CultureInfo.InvariantCulture);

    public IEnumerable<Received> TokenRequests => Peer.Requests.Where(r => r.Path == "/services/oauth2/token");

    public IEnumerable<Received> Revocations => Peer.Requests.Where(r => r.Path == "/services/oauth2/revoke");

    /// <summary>Answers queries that hold a text with this page; with others of the same shape, none is left.</summary>
    public void Answer(string part, string page)
    {
        Handles.Clear();
        _answers[part] = context => context.JsonAsync(page);
    }

    /// <summary>Refuses queries that hold a text.</summary>
    public void Refuse(string part, string code) => _answers[part] = context => context.ErrorAsync(400, code, "as the org says");

    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _answers = new();

    public static async Task<FakeOrg> StartAsync()
    {
        var org = new FakeOrg();
        org.Peer = await Peer.StartAsync(org.AnswerAsync);
        return org;
    }

    public ValueTask DisposeAsync() => Peer.DisposeAsync();

    public static string RowJson(string handle, string created = "2026-01-14T09:31:02.000+0000", string extra = "") => $$"""
        {"attributes":{"type":"OauthToken"},"AppName":"Nightly Ledger Sync","AppMenuItemId":null,"AppMenuItem":null,
         "UserId":"{{UserId}}","User":{"attributes":{},"Username":"ledger.bot@acme.example","Name":"Ledger Bot","IsActive":true,"Profile":null},
         "CreatedDate":"{{created}}","LastUsedDate":null,"UseCount":3,"Surprise":[1,{"a":2}],"DeleteToken":"{{handle}}"{{extra}}}
        """;

    public static string PageJson(IEnumerable<string> rows, string? next = null, int? total = null)
    {
        var all = rows.ToList();
        var done = next is null ? "true" : $"false,\"nextRecordsUrl\":{JsonSerializer.Serialize(next)}";
        return $"{{\"totalSize\":{total ?? all.Count},\"done\":{done},\"records\":[{string.Join(',', all)}]}}";
    }

    private async Task AnswerAsync(HttpContext context, Received asked)
    {
        context.Response.Headers["Sforce-Limit-Info"] = "api-usage=10/1000";
        if (await First(context, asked)) return;
        await (asked.Path switch
        {
            "/services/oauth2/token" => TokenAsync(context, asked),
            "/services/oauth2/revoke" => RevokeAsync(context, asked),
            "/services/data/v62.0/query" when _answers.Keys.FirstOrDefault(k => asked.Soql.Contains(k, StringComparison.Ordinal)) is { } known =>
                _answers[known](context),
            "/services/data/v62.0/query" when asked.Authorization == "Bearer " + AccessToken =>
                QueryAsync(context, asked.Soql),
            "/services/data/v62.0/query" => context.ErrorAsync(401, "INVALID_SESSION_ID", "Session expired or invalid"),
            _ => context.ErrorAsync(404, "NOT_FOUND", "The requested resource does not exist"),
        });
    }

    private Task TokenAsync(HttpContext context, Received asked)
    {
        if (asked.Form("grant_type") == "refresh_token" && asked.Form("refresh_token") != RefreshToken)
            return context.OAuthErrorAsync("invalid_grant", "expired access/refresh token");
        Interlocked.Increment(ref _sessions);
        var refresh = asked.Form("grant_type") switch
        {
            "authorization_code" => $",\"refresh_token\":\"{RefreshToken}\"",
            "refresh_token" when Rotates =>
                $",\"refresh_token\":\"{RefreshToken = $"5Aep861.canary-refresh-{_sessions}"}\"",
            _ => "",
        };
        return context.JsonAsync($$"""
            {"access_token":"{{AccessToken}}","signature":"x","scope":"api","instance_url":"{{InstanceUrl ?? Origin}}",
             "id":"{{IdUrl ?? $"{Origin}/id/{Id}/{UserId}"}}","token_type":"Bearer","issued_at":"1780012345678"{{refresh}}{{TokenExtra}}}
            """);
    }

    private Task RevokeAsync(HttpContext context, Received asked)
    {
        var token = asked.Form("token");
        if (token == RefreshToken || token == AccessToken || (token is not null && Handles.TryRemove(token, out _)))
        {
            context.Response.StatusCode = 200;
            return Task.CompletedTask;
        }
        return context.WriteAsync(400, "application/x-www-form-urlencoded", "error=invalid_token&error_description=invalid%20token%20" + token);
    }

    private Task QueryAsync(HttpContext context, string soql) => context.JsonAsync(soql switch
    {
        _ when soql.Contains("FROM Organization", StringComparison.Ordinal) => PageJson([
            $$"""{"Id":"{{OrganizationId}}","Name":"Acme","IsSandbox":false,"OrganizationType":"Enterprise Edition","TrialExpirationDate":null,"InstanceName":"USA42"}"""]),
        _ when soql.Contains("FROM User ", StringComparison.Ordinal) => PageJson(["""{"Username":"portal@acme.example"}"""]),
        _ when soql.Contains("FROM UserPermissionAccess", StringComparison.Ordinal) => PageJson([
            $$"""{"PermissionsApiEnabled":true,"PermissionsViewSetup":true,"PermissionsViewRoles":false,"PermissionsCustomizeApplication":{{(MayCustomize ? "true" : "false")}}}"""]),
        _ when soql.Contains("COUNT()", StringComparison.Ordinal) => PageJson([], total: Counted ?? Handles.Count),
        _ => PageJson(Handles.Keys.Order(StringComparer.Ordinal).Select(h => RowJson(h))),
    });
}
