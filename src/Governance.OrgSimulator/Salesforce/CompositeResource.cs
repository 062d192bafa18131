using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.OrgSimulator.Http;

namespace Governance.OrgSimulator.Salesforce;

/// <summary>Salesforce, composite, composite/batch and composite/graph (reference §7.2): several requests in one. With allOrNone, and in
/// every graph, one failure takes back what the others did. The wording of refusals is recalled, not documented.</summary>
public sealed partial class CompositeResource(ApiBudget budget)
{
    private const int MostRequests = 25;
    private const int MostQueries = 5;
    private const int MostNodes = 500;
    private const int MostGraphs = 75;
    private const string RolledBack = "The transaction was rolled back since another operation in the same transaction failed.";

    public async Task CompositeAsync(HttpContext context, Func<HttpContext, string, string, Task> act)
    {
        using var body = await RequestBody.ReadJsonAsync(context);
        if (Requests(body?.RootElement, "compositeRequest") is not { } requests)
        {
            await MalformedAsync(context, "compositeRequest");
            return;
        }

        if (Wrong(requests, MostRequests) is { } wrong)
        {
            await Answer.OrgErrorAsync(context, 400, wrong.Code, wrong.Message);
            return;
        }

        var (results, _) = await RunAsync(context, requests, Flag(body!.RootElement, "allOrNone"), act);
        await Answer.JsonAsync(context, 200, json =>
        {
            json.WriteStartObject();
            WriteResults(json, results);
            json.WriteEndObject();
        });
    }

    public async Task GraphAsync(HttpContext context, Func<HttpContext, string, string, Task> act)
    {
        using var body = await RequestBody.ReadJsonAsync(context);
        if (body?.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("graphs", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            await MalformedAsync(context, "graphs");
            return;
        }

        var graphs = list.EnumerateArray().Select(graph => (Id: Text(graph, "graphId"), Requests: Requests(graph, "compositeRequest"))).ToList();
        var wrong = graphs.Exists(graph => graph.Id is null || graph.Requests is null) ? ("INVALID_INPUT", "Every graph needs a graphId and a compositeRequest")
            : graphs.Count > MostGraphs ? ("LIMIT_EXCEEDED", $"The limit of {MostGraphs} graphs in a request has been exceeded")
            : graphs.DistinctBy(graph => graph.Id).Count() < graphs.Count ? ("INVALID_INPUT", "graphId must be unique")
            : graphs.Select(graph => Wrong(graph.Requests!, MostNodes)).FirstOrDefault(problem => problem is not null);
        if (wrong is { } problem)
        {
            await Answer.OrgErrorAsync(context, 400, problem.Item1, problem.Item2);
            return;
        }

        var answers = new List<(string Id, List<Result> Results, bool IsDone)>();
        foreach (var (id, requests) in graphs)
        {
            var (results, isDone) = await RunAsync(context, requests!, allOrNone: true, act);
            answers.Add((id!, results, isDone));
        }

        await Answer.JsonAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("graphs");
            foreach (var (id, results, isDone) in answers)
            {
                json.WriteStartObject();
                json.WriteString("graphId", id);
                json.WriteStartObject("graphResponse");
                WriteResults(json, results);
                json.WriteEndObject();
                json.WriteBoolean("isSuccessful", isDone);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>A batch: independent requests, each of which counts against the daily limit.</summary>
    public async Task BatchAsync(HttpContext context, Func<HttpContext, string, string, Task> act)
    {
        using var body = await RequestBody.ReadJsonAsync(context);
        if (Requests(body?.RootElement, "batchRequests") is not { } requests || requests.Exists(request => Text(request, "method") is null || Text(request, "url") is null))
        {
            await MalformedAsync(context, "batchRequests");
            return;
        }

        if (requests.Count > MostRequests)
        {
            await Answer.OrgErrorAsync(context, 400, "LIMIT_EXCEEDED", $"Limit of {MostRequests} subrequests exceeded");
            return;
        }

        var halts = Flag(body!.RootElement, "haltOnError");
        var results = new List<(int Status, JsonElement? Body)>();
        foreach (var request in requests)
        {
            if (halts && results.Exists(result => result.Status >= 400)) results.Add((412, Problem("BATCH_PROCESSING_HALTED", "Batch processing halted per request")));
            else if (Nested().IsMatch(Text(request, "url")!)) results.Add((400, Problem("INVALID_INPUT", "A composite request can not be used in a batch")));
            else if (results.Count > 0 && !budget.TrySpend()) results.Add((403, Problem("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")));
            else
            {
                var (status, answer, _) = await SubRequest.RunAsync(context, Text(request, "method")!.ToUpperInvariant(), Text(request, "url")!, Member(request, "richInput"), act);
                results.Add((status, answer));
            }
        }

        await Answer.JsonAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("hasErrors", results.Exists(result => result.Status >= 400));
            json.WriteStartArray("results");
            foreach (var (status, answer) in results)
            {
                json.WriteStartObject();
                json.WriteNumber("statusCode", status);
                json.WritePropertyName("result");
                WriteBody(json, answer);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task<(List<Result> Results, bool IsDone)> RunAsync(HttpContext context, List<JsonElement> requests, bool allOrNone, Func<HttpContext, string, string, Task> act)
    {
        var call = OriginCall.Of(context);
        if (allOrNone) call.Undo ??= [];
        var from = call.Undo?.Count ?? 0;
        var results = new List<Result>();
        var failed = -1;
        foreach (var request in requests)
        {
            var reference = Text(request, "referenceId")!;
            if (failed >= 0 && allOrNone)
            {
                results.Add(new Result(reference, 400, Problem("PROCESSING_HALTED", RolledBack), null));
                continue;
            }

            var url = Resolve(Text(request, "url")!, results, out var missing);
            JsonElement? body = Member(request, "body") is { } given ? Resolved(given, results, ref missing) : null;
            var result = missing is not null
                ? new Result(reference, 400, Problem("PROCESSING_HALTED", $"Invalid reference specified. No value for {missing} found in {missing.Split('.', '[')[0]}"), null)
                : await OneAsync(context, request, reference, url, body, act);
            if (result.Status >= 400) failed = results.Count;
            results.Add(result);
        }

        if (failed < 0 || !allOrNone) return (results, failed < 0);
        call.TakeBack(from);
        return ([.. results.Select((result, i) => i == failed ? result : result with { Status = 400, Body = Problem("PROCESSING_HALTED", RolledBack), Location = null })], false);
    }

    private static async Task<Result> OneAsync(HttpContext context, JsonElement request, string reference, string url, JsonElement? body, Func<HttpContext, string, string, Task> act)
    {
        if (!Allowed().IsMatch(url)) return new Result(reference, 400, Problem("INVALID_INPUT", $"The resource {url.Split('?')[0]} can not be used in a composite request"), null);
        var (status, answer, location) = await SubRequest.RunAsync(context, Text(request, "method")!.ToUpperInvariant(), url, body, act);
        return new Result(reference, status, answer, location);
    }

    private static (string Code, string Message)? Wrong(List<JsonElement> requests, int most)
    {
        if (requests.Count > most) return ("LIMIT_EXCEEDED", $"Limit of {most} subrequests exceeded");
        foreach (var request in requests)
        {
            foreach (var needed in (string[])["method", "url", "referenceId"])
                if (Text(request, needed) is not { Length: > 0 }) return ("INVALID_INPUT", $"Every subrequest needs a {needed}");
            if (!ReferenceName().IsMatch(Text(request, "referenceId")!)) return ("INVALID_INPUT", "Provided referenceId must start with a letter or a number, and it can contain only letters, numbers and underscores");
        }

        if (requests.DistinctBy(request => Text(request, "referenceId")).Count() < requests.Count) return ("INVALID_INPUT", "Duplicate referenceId provided; referenceIds must be unique");
        return most == MostRequests && requests.Count(request => Query().IsMatch(Text(request, "url")!)) > MostQueries
            ? ("LIMIT_EXCEEDED", $"Limit of {MostQueries} query and sObject collections subrequests exceeded")
            : null;
    }

    /// <summary>Puts in place of <c>@{ref.path[0].Id}</c> what the named request answered.</summary>
    private static string Resolve(string text, List<Result> results, out string? missing)
    {
        string? unknown = null;
        var resolved = Reference().Replace(text, match =>
        {
            if (Value(match.Groups[1].Value, results) is { } value) return value;
            unknown ??= match.Groups[1].Value;
            return "";
        });
        missing = unknown;
        return resolved;
    }

    private static JsonElement Resolved(JsonElement body, List<Result> results, ref string? missing)
    {
        var raw = body.GetRawText();
        if (!raw.Contains("@{", StringComparison.Ordinal)) return body;
        var text = Resolve(raw, results, out var unknown);
        missing ??= unknown;
        return unknown is null ? JsonSerializer.Deserialize<JsonElement>(text) : body;
    }

    private static string? Value(string path, List<Result> results)
    {
        var steps = path.Split('.');
        if (results.Find(result => result.Reference == steps[0]) is not { Body: { } at, Status: < 400 }) return null;
        foreach (var step in steps.Skip(1))
        {
            var name = step.Split('[')[0];
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at)) return null;
            foreach (Match place in Place().Matches(step))
            {
                var index = int.Parse(place.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
                if (at.ValueKind != JsonValueKind.Array || index >= at.GetArrayLength()) return null;
                at = at[index];
            }
        }

        return at.ValueKind switch
        {
            JsonValueKind.String => JsonSerializer.Serialize(at.GetString(), RawJson)[1..^1],
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => at.GetRawText(),
            _ => null,
        };
    }

    private static readonly JsonSerializerOptions RawJson = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static void WriteResults(Utf8JsonWriter json, List<Result> results)
    {
        json.WriteStartArray("compositeResponse");
        foreach (var result in results)
        {
            json.WriteStartObject();
            json.WritePropertyName("body");
            WriteBody(json, result.Body);
            json.WriteStartObject("httpHeaders");
            if (result.Location is { } location) json.WriteString("Location", location);
            json.WriteEndObject();
            json.WriteNumber("httpStatusCode", result.Status);
            json.WriteString("referenceId", result.Reference);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteBody(Utf8JsonWriter json, JsonElement? body)
    {
        if (body is { } given) given.WriteTo(json);
        else json.WriteNullValue();
    }

    private static JsonElement Problem(string code, string message) => JsonSerializer.SerializeToElement(new[] { new { errorCode = code, message } });

    private static List<JsonElement>? Requests(JsonElement? from, string name) =>
        from is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object) ? [.. list.EnumerateArray()] : null;

    private static JsonElement? Member(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement parent, string name) => parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Flag(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static Task MalformedAsync(HttpContext context, string member) => Answer.OrgErrorAsync(context, 400, "JSON_PARSER_ERROR", $"The request body must be a JSON object with an array {member}");

    private sealed record Result(string Reference, int Status, JsonElement? Body, string? Location);

    [GeneratedRegex(@"@\{([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+(?:\[[0-9]{1,4}\])*)*)\}")]
    private static partial Regex Reference();

    [GeneratedRegex(@"/composite(/(batch|graph|tree))?/?(\?|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Nested();

    [GeneratedRegex(@"\[([0-9]{1,4})\]")]
    private static partial Regex Place();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_]*$")]
    private static partial Regex ReferenceName();

    [GeneratedRegex(@"^/services/data/v\d\d\.\d/(query|queryAll|composite/sobjects)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Query();

    [GeneratedRegex(@"^/services/data/v\d\d\.\d/(tooling/)?(query|queryAll|sobjects|composite/sobjects)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Allowed();
}
