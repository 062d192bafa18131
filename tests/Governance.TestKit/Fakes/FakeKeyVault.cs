using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Governance.TestKit.Fakes;

/// <summary>A vault as Azure Key Vault's REST reference describes it (7.4 and later): secrets with versions and soft
/// delete, wrapping keys, the challenge, the error shape. Plain HTTP on loopback; a test's transport leads there.</summary>
/// <remarks>Source: Azure Key Vault REST API reference, Secrets and Keys; Authentication, requests and responses.</remarks>
public sealed class FakeKeyVault : IAsyncDisposable
{
    /// <summary>The token it takes.</summary>
    public const string Token = "FALSE-vault-token-1d20";

    /// <summary>What it says its address is.</summary>
    public const string Address = "https://governance-test.vault.azure.net";

    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Version>> _secrets = [];
    private readonly Dictionary<string, List<Version>> _deleted = [];
    private readonly Dictionary<string, List<(string Version, RSA Key)>> _keys = [];
    private readonly ConcurrentQueue<(int Status, string Code)> _next = [];

    private FakeKeyVault(WebApplication app) => _app = app;

    private sealed record Version(string Id, string Value, JsonNode? Tags);

    /// <summary>Where it listens.</summary>
    public string Origin => _app.Urls.Single();

    /// <summary>Every request that carried the token: method and path.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>False where the vault has purge protection.</summary>
    public bool PurgePermitted { get; set; } = true;

    /// <summary>Starts an empty one.</summary>
    public static async Task<FakeKeyVault> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var vault = new FakeKeyVault(builder.Build());
        vault.Map();
        await vault._app.StartAsync();
        return vault;
    }

    /// <summary>Answers the next requests so; 0 breaks the connection off.</summary>
    public void Next(int status, string code, int times = 1)
    {
        for (var i = 0; i < times; i++) _next.Enqueue((status, code));
    }

    /// <summary>Values of a secret, oldest first; empty when it is deleted.</summary>
    public IReadOnlyList<string> ValuesOf(string name)
    {
        lock (_gate) return [.. _secrets.GetValueOrDefault(name, []).Select(v => v.Value)];
    }

    /// <summary>Names in use.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate) return [.. _secrets.Keys];
        }
    }

    /// <summary>Writes past the portal.</summary>
    public void Put(string name, string value, string? tag = null)
    {
        lock (_gate) Add(name, value, tag is null ? null : new JsonObject { ["governance-name"] = tag });
    }

    /// <summary>Makes a key, or its next version.</summary>
    public void RotateKey(string name)
    {
        lock (_gate)
        {
            if (!_keys.TryGetValue(name, out var versions)) _keys[name] = versions = [];
            versions.Add((Guid.NewGuid().ToString("N"), RSA.Create(2048)));
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var (_, key) in _keys.Values.SelectMany(v => v)) key.Dispose();
    }

    private void Map()
    {
        _app.Use(async (http, next) =>
        {
            if (http.Request.Headers.Authorization != $"Bearer {Token}")
            {
                http.Response.Headers.WWWAuthenticate =
                    "Bearer authorization=\"https://login.microsoftonline.com/00000000-0000-0000-0000-000000000001\", resource=\"https://vault.azure.net\"";
                await Error(401, "Unauthorized").ExecuteAsync(http);
                return;
            }
            Requests.Enqueue($"{http.Request.Method} {http.Request.Path}");
            if (_next.TryDequeue(out var wrong))
            {
                if (wrong.Status == 0) http.Abort();
                else await Error(wrong.Status, wrong.Code).ExecuteAsync(http);
                return;
            }
            if (!http.Request.Query.ContainsKey("api-version")) await Error(400, "BadParameter").ExecuteAsync(http);
            else await next(http);
        });
        _app.MapPut("/secrets/{name}", (string name, JsonObject body) => Locked(() =>
            _deleted.ContainsKey(name) ? Error(409, "Conflict") : Results.Json(Bundle(name, Add(name, (string)body["value"]!, body["tags"]?.DeepClone())))));
        _app.MapGet("/secrets/{name}", (string name) => Locked(() => Found(name, null)));
        _app.MapGet("/secrets/{name}/versions", (string name) => Locked(() => Results.Json(new JsonObject
        {
            ["value"] = new JsonArray([.. _secrets.GetValueOrDefault(name, []).Select(v => Without(Bundle(name, v)))]),
            ["nextLink"] = null,
        })));
        _app.MapGet("/secrets/{name}/{version}", (string name, string version) => Locked(() => Found(name, version)));
        _app.MapDelete("/secrets/{name}", (string name) => Locked(() =>
        {
            if (!_secrets.Remove(name, out var versions)) return Error(404, "SecretNotFound");
            _deleted[name] = versions;
            return Results.Json(Without(Bundle(name, versions[^1], deleted: true)));
        }));
        _app.MapGet("/deletedsecrets/{name}", (string name) => Locked(() => _deleted.TryGetValue(name, out var versions)
            ? Results.Json(Without(Bundle(name, versions[^1], deleted: true)))
            : Error(404, "SecretNotFound")));
        _app.MapDelete("/deletedsecrets/{name}", (string name) => Locked(() =>
            !PurgePermitted ? Error(403, "Forbidden") : _deleted.Remove(name) ? Results.NoContent() : Error(404, "SecretNotFound")));
        _app.MapPost("/deletedsecrets/{name}/recover", (string name) => Locked(() =>
        {
            if (!_deleted.Remove(name, out var versions)) return Error(404, "SecretNotFound");
            _secrets[name] = versions;
            return Results.Json(Without(Bundle(name, versions[^1])));
        }));
        _app.MapPost("/keys/{name}/{act}", (string name, string act, JsonObject body) => Locked(() => Wrap(name, null, act, body)));
        _app.MapPost("/keys/{name}/{version}/{act}", (string name, string version, string act, JsonObject body) =>
            Locked(() => Wrap(name, version, act, body)));
    }

    private IResult Locked(Func<IResult> act)
    {
        lock (_gate) return act();
    }

    private Version Add(string name, string value, JsonNode? tags)
    {
        if (!_secrets.TryGetValue(name, out var versions)) _secrets[name] = versions = [];
        versions.Add(new Version(Guid.NewGuid().ToString("N"), value, tags));
        return versions[^1];
    }

    private IResult Found(string name, string? version) =>
        _secrets.GetValueOrDefault(name, []).LastOrDefault(v => version is null || v.Id == version) is { } found
            ? Results.Json(Bundle(name, found))
            : Error(404, "SecretNotFound");

    private IResult Wrap(string name, string? version, string act, JsonObject body)
    {
        if (_keys.GetValueOrDefault(name, []).LastOrDefault(k => version is null || k.Version == version) is not { Key: not null } found)
            return Error(404, "KeyNotFound");
        if ((string?)body["alg"] != "RSA-OAEP-256") return Error(400, "BadParameter");
        var value = Base64Url.DecodeFromChars((string)body["value"]!);
        try
        {
            var answer = act switch
            {
                "wrapkey" => found.Key.Encrypt(value, RSAEncryptionPadding.OaepSHA256),
                "unwrapkey" => found.Key.Decrypt(value, RSAEncryptionPadding.OaepSHA256),
                _ => null,
            };
            return answer is null ? Error(404, "NotFound") : Results.Json(new JsonObject
            {
                ["kid"] = $"{Address}/keys/{name}/{found.Version}",
                ["value"] = Base64Url.EncodeToString(answer),
            });
        }
        catch (CryptographicException)
        {
            return Error(400, "BadParameter");
        }
    }

    private static JsonObject Bundle(string name, Version version, bool deleted = false)
    {
        var bundle = new JsonObject
        {
            ["value"] = version.Value,
            ["id"] = $"{Address}/secrets/{name}/{version.Id}",
            ["attributes"] = new JsonObject { ["enabled"] = true, ["created"] = 1790000000, ["updated"] = 1790000000, ["recoveryLevel"] = "Recoverable" },
            ["tags"] = version.Tags?.DeepClone(),
        };
        if (deleted)
        {
            bundle["recoveryId"] = $"{Address}/deletedsecrets/{name}";
            bundle["deletedDate"] = 1790000000;
            bundle["scheduledPurgeDate"] = 1797776000;
        }
        return bundle;
    }

    private static JsonObject Without(JsonObject bundle)
    {
        bundle.Remove("value");
        return bundle;
    }

    private static IResult Error(int status, string code) => Results.Json(
        new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = $"The vault says {code}." } }, statusCode: status);
}
