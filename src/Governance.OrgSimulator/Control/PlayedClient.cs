using System.Net.Http.Headers;
using System.Text.Json;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Control;

/// <summary>Plays an outside client that still holds tokens: over real HTTP, against the org's own origin.</summary>
public sealed class PlayedClient(SimulatorHost host)
{
    private readonly Dictionary<(Org Org, int Grant), string> _heldAccess = [];

    public async Task UseTokenAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadJsonAsync(context);
        string? Text(string name) =>
            body?.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        var org = host.World.OrgNamed(Text("org") ?? "");
        if (org is null || !org.AppsByName.TryGetValue(Text("app") ?? "", out var app))
        {
            await ControlApi.RefuseAsync(context, 400, "use-token needs a known org and app.");
            return;
        }

        List<Grant> held;
        lock (org.Gate)
        {
            var user = Text("user");
            held = [.. (app.Grants ?? []).Where(grant => user is null || grant.User.Username.Equals(user, StringComparison.OrdinalIgnoreCase))
                .OrderBy(grant => grant.Ended).ThenByDescending(grant => grant.Serial).Take(Org.ApprovalsPerAppAndUser)];
        }

        if (held.Count == 0)
        {
            await ControlApi.RefuseAsync(context, 400, "Nobody ever held a token of that app and user.");
            return;
        }

        (int Status, string Body) answer = (0, "");
        foreach (var grant in held)
        {
            answer = await PlayAsync(org, grant, Text("call") ?? "refresh", Text("ip") ?? "127.0.0.1", Text("userAgent"));
            if (answer.Status is >= 200 and < 300) break;
        }

        await Answer.JsonAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("status", answer.Status);
            json.WriteBoolean("works", answer.Status is >= 200 and < 300);
            json.WriteString("body", Secrets.Hide(answer.Body));
            json.WriteEndObject();
        });
    }

    private async Task<(int Status, string Body)> PlayAsync(Org org, Grant grant, string call, string ip, string? userAgent)
    {
        if (call == "refresh") return await RefreshAsync(org, grant, ip, userAgent);
        string? access;
        lock (_heldAccess) _heldAccess.TryGetValue((org, grant.Serial), out access);
        if (access is null)
        {
            var refreshed = await RefreshAsync(org, grant, ip, userAgent);
            if (refreshed.Status != 200) return refreshed;
            lock (_heldAccess) access = _heldAccess[(org, grant.Serial)];
        }

        var path = call.StartsWith('/') ? call : "/services/data/v62.0/query?q=SELECT+COUNT()+FROM+Organization";
        using var request = new HttpRequestMessage(HttpMethod.Get, org.Origin + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access);
        return await SendAsync(request, ip, userAgent);
    }

    private async Task<(int Status, string Body)> RefreshAsync(Org org, Grant grant, string ip, string? userAgent)
    {
        string token;
        lock (org.Gate) token = org.RefreshTokenOf(grant);
        using var request = new HttpRequestMessage(HttpMethod.Post, org.Origin + "/services/oauth2/token")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["refresh_token"] = token,
                ["client_id"] = grant.App.ConsumerKey,
                ["client_secret"] = grant.App.ConsumerSecret,
            }),
        };
        var answer = await SendAsync(request, ip, userAgent);
        if (answer.Status != 200) return answer;
        using var json = JsonDocument.Parse(answer.Body);
        lock (_heldAccess) _heldAccess[(org, grant.Serial)] = json.RootElement.GetProperty("access_token").GetString()!;
        return answer;
    }

    private async Task<(int Status, string Body)> SendAsync(HttpRequestMessage request, string ip, string? userAgent)
    {
        request.Headers.Add(PlayedCaller.Header, host.Played.HeaderFor(ip));
        if (userAgent is not null) request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        try
        {
            using var response = await host.Client.SendAsync(request);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            return (0, "the connection was dropped");
        }
    }
}
