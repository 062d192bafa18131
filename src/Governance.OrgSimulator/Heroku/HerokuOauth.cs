using System.Text.Json;

namespace Governance.OrgSimulator.Heroku;

/// <summary>Heroku Platform API: OAuth authorizations of the token's user, tokens, clients (AppLink reference §6.2). The list holds token values, as the real one does.</summary>
public sealed class HerokuOauth(HerokuAccount account)
{
    private List<HerokuGrant> All => account.Grants.All;

    public Task? HandleAsync(HerokuCall call, string[] parts) => (call.Method, parts) switch
    {
        ("GET", ["oauth", "authorizations"]) => HerokuList.WriteAsync(call.Context, All, grant => grant.Id, Write),
        ("POST", ["oauth", "authorizations"]) => CreateAsync(call),
        ("GET", ["oauth", "authorizations", var id]) when Find(id) is { } grant => call.WriteAsync(200, json => Write(json, grant)),
        ("DELETE", ["oauth", "authorizations", var id]) when Find(id) is { } grant => DeleteAsync(call, grant, json => Write(json, grant)),
        ("POST", ["oauth", "authorizations", var id, "actions", "regenerate-tokens"]) when Find(id) is { } grant => RegenerateAsync(call, grant),
        ("DELETE", ["oauth", "tokens", var id]) when All.Find(grant => grant.TokenId == id) is { } grant => DeleteAsync(call, grant, json => WriteToken(json, grant)),
        // The account has registered no client of its own, so there is none to rotate.
        ("GET", ["oauth", "clients"]) => HerokuList.WriteAsync<string>(call.Context, [], id => id, (_, _) => { }),
        _ => null,
    };

    private HerokuGrant? Find(string id) => All.Find(grant => grant.Id == id);

    private Task CreateAsync(HerokuCall call)
    {
        var scopes = call.Texts("scope") ?? [];
        if (scopes.Length == 0 || scopes.Except(HerokuGrants.KnownScopes).Any()) return call.InvalidAsync("scope must be a list of known scopes.");
        long? expiresIn = null;
        if (call.Body.TryGetProperty("expires_in", out var seconds) && seconds.ValueKind != JsonValueKind.Null)
        {
            if (seconds.ValueKind != JsonValueKind.Number || !seconds.TryGetInt64(out var asked) || asked is < 1 or > int.MaxValue) return call.InvalidAsync("expires_in must be a number of seconds.");
            expiresIn = asked;
        }

        var grant = account.Grants.Add(call.Text("description") ?? "", scopes, expiresIn);
        account.OnChange?.Invoke();
        return call.WriteAsync(201, json => Write(json, grant));
    }

    private Task RegenerateAsync(HerokuCall call, HerokuGrant grant)
    {
        var fresh = account.Grants.Regenerate(grant);
        account.OnChange?.Invoke();
        return call.WriteAsync(200, json => Write(json, fresh));
    }

    private Task DeleteAsync(HerokuCall call, HerokuGrant grant, Action<Utf8JsonWriter> write)
    {
        All.Remove(grant);
        account.OnChange?.Invoke();
        return call.WriteAsync(200, write);
    }

    private void Write(Utf8JsonWriter json, HerokuGrant grant)
    {
        json.WriteStartObject();
        json.WriteString("id", grant.Id);
        json.WriteString("description", grant.Description);
        json.WriteStartArray("scope");
        foreach (var scope in grant.Scopes) json.WriteStringValue(scope);
        json.WriteEndArray();
        json.WritePropertyName("access_token");
        WriteToken(json, grant);
        json.WriteNull("refresh_token");
        json.WriteNull("client");
        json.WriteNull("grant");
        json.WriteString("created_at", AppLinkJson.Moment(grant.Created));
        json.WriteString("updated_at", AppLinkJson.Moment(grant.Updated));
        json.WriteStartObject("user");
        json.WriteString("id", account.Uuid("account"));
        json.WriteString("email", account.Email);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteToken(Utf8JsonWriter json, HerokuGrant grant)
    {
        json.WriteStartObject();
        json.WriteString("id", grant.TokenId);
        json.WriteString("token", grant.Token);
        if (grant.ExpiresAt is { } end) json.WriteNumber("expires_in", Math.Max(0, end - account.Clock.GetUtcNow().ToUnixTimeSeconds()));
        else json.WriteNull("expires_in");
        json.WriteEndObject();
    }
}
