using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.OrgSimulator.Http;
using Governance.OrgSimulator.World;

namespace Governance.OrgSimulator.Heroku;

/// <summary>AppLink, connecting and authorizing (AppLink reference §1.3 rows 3, 4, 5, 9, 10, 11; consent §7.2).</summary>
public sealed partial class AppLinkConnect(HerokuAccount account, string origin, HttpClient client)
{
    private const string Permission = "ManageHerokuAppLink";

    /// <summary>Where a person agrees; null when there is nothing to agree to.</summary>
    public string? ConsentOf(AppLinkRecord record) => record.AwaitsConsent ? $"{origin}/connect/{account.ConsentKey(record)}" : null;

    /// <summary>Rows 3, 4, 9 and 10: the record waits for a person to open its address. Status 201 and the refusal of a name that is taken are recalled, not documented.</summary>
    public async Task ConnectAsync(AppLinkCall call, bool isConnection, bool isDataCloud)
    {
        if (await call.BodyAsync() is not { } body)
        {
            await call.RefuseBodyAsync();
            return;
        }

        Task answer;
        lock (account.Gate)
        {
            account.Sweep(call.Addon);
            if (ObjectionAsync(call, body, isConnection) is { } refusal) answer = refusal;
            else
            {
                var record = New(call, body, isConnection, isDataCloud, "OAuth");
                Add(call, record);
                answer = Answer.JsonAsync(call.Context, 201, json => AppLinkJson.Write(json, call.Addon, record, null, ConsentOf(record)));
            }
        }

        await answer;
    }

    /// <summary>Rows 5 and 11: the org is asked at once, with an assertion signed by the key that was sent; the key is not kept.</summary>
    public async Task ConnectByJwtAsync(AppLinkCall call, bool isConnection, bool isDataCloud)
    {
        if (await call.BodyAsync() is not { } body)
        {
            await call.RefuseBodyAsync();
            return;
        }

        Task? refusal;
        using var key = RSA.Create();
        lock (account.Gate)
        {
            account.Sweep(call.Addon);
            refusal = ObjectionAsync(call, body, isConnection)
                ?? (AppLinkCall.Text(body, "client_id") is not { Length: > 0 } ? AppLinkJson.InvalidAsync(call.Context, "client_id is required")
                : AppLinkCall.Text(body, "username") is not { Length: > 0 } ? AppLinkJson.InvalidAsync(call.Context, "username is required")
                : AppLinkCall.Text(body, "jwt_private_key") is not { } pem || !TryImport(key, pem) ? AppLinkJson.InvalidAsync(call.Context, "jwt_private_key is not a private key in PEM form")
                : null);
        }

        if (refusal is not null)
        {
            await refusal;
            return;
        }

        var record = New(call, body, isConnection, isDataCloud, "JWT");
        var (user, org) = await SignInAsync(record, AppLinkCall.Text(body, "client_id")!, AppLinkCall.Text(body, "username")!, key);
        Task answer;
        lock (account.Gate)
        {
            if (org is not null && user is not null) Agree(record, org, user);
            if (TakenAsync(call, record.Name, isConnection) is { } conflict) answer = conflict;
            else
            {
                Add(call, record);
                answer = Answer.JsonAsync(call.Context, 201, json =>
                {
                    if (isConnection) AppLinkJson.WriteCredential(json, call.Addon, record, call.App);
                    else AppLinkJson.Write(json, call.Addon, record, null, null);
                });
            }
        }

        await answer;
    }

    /// <summary>The consent page (§7.2): opening it agrees, in the name of <c>?user=</c> or of the first who may; <c>?decision=deny</c> refuses. It works once.</summary>
    public Task ConsentAsync(HttpContext context, string key)
    {
        lock (account.Gate)
        {
            foreach (var sought in account.Addons) account.Sweep(sought);
            var record = account.Addons.SelectMany(addon => addon.Records).FirstOrDefault(candidate => candidate.AwaitsConsent && account.ConsentKey(candidate) == key);
            if (record is null) return PageAsync(context, 404, "This address has ended", "Start again from where you came.");
            var failure = record.IsConnection ? "org_connection_failed" : "authentication_failed";
            var name = context.Request.Query["user"].ToString();
            if (context.Request.Query["decision"] == "deny") record.Fail(failure, "end-user denied authorization");
            else if (OrgAt(record.LoginUrl, name) is not { } org) record.Fail(failure, "The login address belongs to no org.");
            else if (UserOf(org, name) is not { } user) record.Fail(failure, "The user cannot log in.");
            else Agree(record, org, user);
            account.OnChange?.Invoke();
            return record.Error is { } error
                ? PageAsync(context, 200, "Not connected", error.Message)
                : PageAsync(context, 200, "Connected", "You can close this page.");
        }
    }

    private static void Agree(AppLinkRecord record, Org org, OrgUser user)
    {
        if (record.IsConnection && !user.Has(Permission)) record.Fail("org_connection_failed", "The user lacks the permission Manage Heroku AppLink.");
        else record.Succeed(org, user);
    }

    private void Add(AppLinkCall call, AppLinkRecord record)
    {
        call.Addon.Records.Add(record);
        account.Note(record.IsConnection ? "applink_connection" : "applink_authorization", "create", call.App, record.Name, call.Actor);
        account.OnChange?.Invoke();
    }

    private AppLinkRecord New(AppLinkCall call, JsonElement body, bool isConnection, bool isDataCloud, string method)
    {
        var name = AppLinkCall.Text(body, NameOf(isConnection))!;
        return new AppLinkRecord
        {
            Id = Guid.NewGuid().ToString(),
            IsConnection = isConnection,
            OrgType = isDataCloud ? "DataCloudOrg" : "SalesforceOrg",
            Name = name,
            Alias = method == "JWT" && !isConnection ? AppLinkCall.Text(body, "alias") ?? "applink:" + name : null,
            Status = isConnection ? "connecting" : "authorizing",
            LoginUrl = AppLinkCall.Text(body, "login_url"),
            Created = account.Clock.GetUtcNow().ToUnixTimeSeconds(),
            CreatedBy = call.Actor,
            AppName = call.App.Name,
            Method = method,
            Added = true,
        };
    }

    /// <summary>Asks the org for a token as any JWT client does; only the org decides.</summary>
    private async Task<(OrgUser? User, Org? Org)> SignInAsync(AppLinkRecord record, string clientId, string username, RSA key)
    {
        if (OrgAt(record.LoginUrl, username) is not { } org)
        {
            record.Fail("authentication_failed", "The login address belongs to no org.");
            return (null, null);
        }

        var head = Base64Url.EncodeToString("""{"alg":"RS256"}"""u8);
        var claims = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { iss = clientId, sub = username, aud = org.Origin, exp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 120 }));
        var signature = Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes($"{head}.{claims}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        using var form = new FormUrlEncodedContent(
            [new("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), new("assertion", $"{head}.{claims}.{signature}")]);
        try
        {
            using var answer = await client.PostAsync(new Uri(org.Origin + "/services/oauth2/token"), form);
            if (answer.IsSuccessStatusCode) return (org.UsersByName.GetValueOrDefault(username), org);
            using var refused = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            record.Fail("authentication_failed", AppLinkCall.Text(refused.RootElement, "error_description") ?? "The org refused.");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            record.Fail("org_connection_failed", "The org could not be reached.");
        }

        return (null, null);
    }

    /// <summary>Names (§2.1), addresses, and one record of a name per add-on.</summary>
    private static Task? ObjectionAsync(AppLinkCall call, JsonElement body, bool isConnection)
    {
        var field = NameOf(isConnection);
        if (AppLinkCall.Text(body, field) is not { } name || !Name().IsMatch(name))
            return AppLinkJson.InvalidAsync(call.Context, $"{field} must start with a letter, end with a letter or number, and have 3 to 30 letters, numbers or single underscores");
        if (body.TryGetProperty("login_url", out var login) && login.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)) return AppLinkJson.InvalidAsync(call.Context, "login_url is not a URL");
        if (AppLinkCall.Text(body, "login_url") is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"))
            return AppLinkJson.InvalidAsync(call.Context, "login_url is not a URL");
        return TakenAsync(call, name, isConnection);
    }

    private static Task? TakenAsync(AppLinkCall call, string name, bool isConnection) => call.Addon.Find(name, isConnection) is { Hidden: false }
        ? Answer.HerokuErrorAsync(call.Context, 409, "conflict", $"{(isConnection ? "A connection" : "An authorization")} named {name} already exists.")
        : null;

    private Org? OrgAt(string? loginUrl, string username)
    {
        var address = new Uri(loginUrl ?? "https://login.salesforce.com");
        if (address.Host is "login.salesforce.com" or "test.salesforce.com")
        {
            var kind = account.Orgs.Where(org => org.IsSandbox == (address.Host == "test.salesforce.com")).ToList();
            return kind.Find(org => org.UsersByName.ContainsKey(username)) ?? (username.Length == 0 ? kind.FirstOrDefault() : null);
        }

        return address.Host is "127.0.0.1" or "localhost" ? account.Orgs.FirstOrDefault(org => org.Port == address.Port) : null;
    }

    private static OrgUser? UserOf(Org org, string name)
    {
        lock (org.Gate)
        {
            var user = name.Length > 0 ? org.UsersByName.GetValueOrDefault(name)
                : org.Users.Find(candidate => candidate is { IsActive: true, IsFrozen: false } && candidate.Has(Permission)) ?? org.UsersByName.GetValueOrDefault(org.ReaderUsername);
            return user is { IsActive: true, IsFrozen: false } ? user : null;
        }
    }

    private static bool TryImport(RSA key, string pem)
    {
        try
        {
            key.ImportFromPem(pem);
            return key.ExportParameters(includePrivateParameters: true).D is not null;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return false;
        }
    }

    private static Task PageAsync(HttpContext context, int status, string title, string text) =>
        Answer.TextAsync(context, status, "text/html;charset=UTF-8", $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head><body><main><h1>{title}</h1><p>{WebUtility.HtmlEncode(text)}</p></main></body></html>");

    private static string NameOf(bool isConnection) => isConnection ? "connection_name" : "developer_name";

    [GeneratedRegex(@"\A(?=.{3,30}\z)[A-Za-z](?:[A-Za-z0-9]|_(?!_))*[A-Za-z0-9]\z")]
    internal static partial Regex Name();
}
