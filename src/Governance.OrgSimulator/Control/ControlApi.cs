using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Governance.OrgSimulator.Http;

namespace Governance.OrgSimulator.Control;

/// <summary>The calls with which a test sees through and steers the world. They are never delayed and never faulted.</summary>
public sealed class ControlApi(SimulatorHost host)
{
    private const double MostAdvanceSeconds = 100d * 365 * 86_400;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly PlayedClient _client = new(host);

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await RequestBody.RefuseLargeAsync(context);
            var path = context.Request.Path.Value!.TrimEnd('/')["/_control".Length..];
            await RouteAsync(context, path);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, e.StatusCode, "The request body cannot be taken.");
        }
    }

    public static Task RefuseAsync(HttpContext context, int status, string message) => Answer.JsonAsync(context, status, json =>
    {
        json.WriteStartObject();
        json.WriteString("message", message);
        json.WriteEndObject();
    });

    private Task RouteAsync(HttpContext context, string path) => (context.Request.Method, path) switch
    {
        ("GET", "/truth") => Answer.JsonAsync(context, 200, json => Truth.Write(json, host.World)),
        ("POST", "/faults") => AddFaultsAsync(context),
        ("DELETE", "/faults") => ClearFaultsAsync(context),
        ("GET", "/faults") => OkAsync(context, host.Faults.All()),
        ("POST", "/clock") => AdvanceAsync(context),
        ("GET", "/clock") => OkAsync(context, new { now = host.Clock.GetUtcNow(), advancedSeconds = host.Clock.Offset.TotalSeconds }),
        ("POST", "/use-token") => _client.UseTokenAsync(context),
        ("POST", "/scenario-event") => new ScenarioEvents(host.World).AddAsync(context),
        ("GET", "/calls") => CallsAsync(context),
        ("DELETE", "/calls") => DoneAsync(context, host.Calls.Clear),
        ("GET", "/mail") => OkAsync(context, host.Mail.All()),
        ("DELETE", "/mail") => DoneAsync(context, host.Mail.Clear),
        ("GET", "/webhooks") => OkAsync(context, host.Webhooks.All()),
        ("DELETE", "/webhooks") => DoneAsync(context, host.Webhooks.Clear),
        ("POST", "/reset") => ResetAsync(context),
        _ => RefuseAsync(context, 404, $"There is no control call {context.Request.Method} /_control{path}."),
    };

    private async Task AddFaultsAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context);
        List<FaultRule> rules;
        try
        {
            rules = body.AsSpan().TrimStart(" \r\n\t"u8) is [(byte)'{', ..]
                ? [JsonSerializer.Deserialize<FaultRule>(body, Json)!]
                : JsonSerializer.Deserialize<List<FaultRule>>(body, Json)!;
            if (rules is null || rules.Exists(rule => rule?.Fault is null)) throw new JsonException("every entry needs a fault");
            if (rules.Select(rule => rule.Objection()).FirstOrDefault(reason => reason is not null) is { } objection) throw new JsonException(objection);
            host.Faults.Add(rules);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            await RefuseAsync(context, 400, "The faults cannot be read: " + e.Message);
            return;
        }

        await OkAsync(context, new { faults = host.Faults.Count });
    }

    private Task ClearFaultsAsync(HttpContext context) => DoneAsync(context, host.Faults.Clear);

    private async Task AdvanceAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadJsonAsync(context);
        if (body is null || body.RootElement.ValueKind != JsonValueKind.Object || !body.RootElement.TryGetProperty("advanceSeconds", out var by)
            || by.ValueKind != JsonValueKind.Number || !by.TryGetDouble(out var seconds) || seconds < 0 || seconds > MostAdvanceSeconds)
        {
            await RefuseAsync(context, 400, "advanceSeconds must be a number of seconds from 0 to 100 years.");
            return;
        }

        host.Clock.Advance(TimeSpan.FromSeconds(seconds));
        host.Touch();
        await OkAsync(context, new { now = host.Clock.GetUtcNow() });
    }

    private Task CallsAsync(HttpContext context)
    {
        var origin = context.Request.Query["origin"].ToString();
        var calls = host.Calls.All().Where(call => origin.Length == 0 || call.Origin.Equals(origin, StringComparison.OrdinalIgnoreCase));
        return Answer.JsonAsync(context, 200, json =>
        {
            json.WriteStartArray();
            foreach (var call in calls)
            {
                json.WriteStartObject();
                json.WriteString("origin", call.Origin);
                json.WriteString("method", call.Method);
                json.WriteString("path", call.Path);
                json.WriteNumber("status", call.Status);
                json.WriteString("caller", call.Caller);
                json.WriteString("userAgent", call.UserAgent);
                json.WriteString("start", call.Start.ToString("O", CultureInfo.InvariantCulture));
                json.WriteNumber("durationMs", Math.Round(call.DurationMs, 3));
                json.WriteNumber("inFlight", call.InFlight);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private async Task ResetAsync(HttpContext context)
    {
        await host.ResetAsync();
        await Answer.EmptyAsync(context, 204);
    }

    private static Task DoneAsync(HttpContext context, Action act)
    {
        act();
        return Answer.EmptyAsync(context, 204);
    }

    private static Task OkAsync<T>(HttpContext context, T value) => Answer.BytesAsync(context, 200, "application/json;charset=UTF-8", JsonSerializer.SerializeToUtf8Bytes(value, Json));
}
