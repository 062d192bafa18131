namespace Governance.Domain.Catalog;

/// <summary>Compares operations of the same method and path. Outgoing ones (callbacks, webhooks) are called by the API itself.</summary>
internal sealed class OperationDiff(SchemaDiff schemas, SpecChangeLog log, bool isOutgoing)
{
    private const string AnyMedia = "*/*";

    public void Added(ApiOperation operation)
    {
        if (isOutgoing)
        {
            log.Add("callback.added", At(operation), "the API calls out; this is new");
            return;
        }
        var rights = operation.UserMode == ApiUserMode.Unknown ? "" : $", {Mode(operation)}";
        log.Add("operation.added", At(operation), $"the operation is new{rights}{(operation.IsAgentAction ? ", published as an agent action" : "")}");
    }

    public void Removed(ApiOperation operation) => log.Add(isOutgoing ? "callback.removed" : "operation.removed", At(operation),
        isOutgoing ? "the API no longer calls out" : "the operation is gone");

    public void Compare(ApiOperation before, ApiOperation after)
    {
        var at = At(after);
        if (before.OperationId != after.OperationId)
            log.Add("operation.renamed", at, $"the operation id changed from {Said(before.OperationId)} to {Said(after.OperationId)}, and with it the action's name in Salesforce");
        if (before.Summary != after.Summary) log.Add("operation.described", at, "the description changed");
        if (before.IsDeprecated != after.IsDeprecated) log.Add("operation.described", at, after.IsDeprecated ? "the author now advises against it" : "the author no longer advises against it");
        Rights(before, after, at);
        Agent(before, after, at);
        if (before.IsPii != after.IsPii)
            log.Add(after.IsPii ? "privacy.flag-added" : "privacy.flag-removed", at, after.IsPii ? "it is now marked as handling personal data" : "it is no longer marked as handling personal data");
        Extensions(before.Extensions, after.Extensions, at, log);
        SignIn(before, after, at);
        Parameters(before, after, at);
        Body(before.Body, after.Body, at);
        Responses(before, after, at);
    }

    public static void Extensions(IReadOnlyList<ApiExtension> before, IReadOnlyList<ApiExtension> after, SpecPlace at, SpecChangeLog log)
    {
        var (old, now) = (before.Except(after).ToLookup(e => e.Path, e => e.Text), after.Except(before).ToLookup(e => e.Path, e => e.Text));
        foreach (var path in old.Select(g => g.Key).Union(now.Select(g => g.Key)))
            log.Add("extension.changed", at, $"x-sfdc/{path}, which the portal does not know, changed from {Texts(old[path])} to {Texts(now[path])}");

        static string Texts(IEnumerable<string> texts) => string.Join(" and ", texts.Select(t => Text.Bounded(t, 500)).DefaultIfEmpty("none"));
    }

    private void Rights(ApiOperation before, ApiOperation after, SpecPlace at)
    {
        if (before.UserMode != after.UserMode)
        {
            var rule = (before.UserMode, after.UserMode) switch
            {
                (_, ApiUserMode.UserPlus) => "mode.raised",
                (_, ApiUserMode.Unknown) => "mode.lost",
                (ApiUserMode.UserPlus, _) => "mode.lowered",
                _ => "mode.stated",
            };
            log.Add(rule, at, $"user mode changed from {Mode(before)} to {Mode(after)}");
        }
        else if (before.PermissionSet != after.PermissionSet)
        {
            log.Add("permission-set.changed", at, $"the permission set changed from {Said(before.PermissionSet)} to {Said(after.PermissionSet)}");
        }
        foreach (var app in after.ClientApps.Except(before.ClientApps)) log.Add("client-app.added", at, $"it now names the {Kind(app)} {app.Name}");
        foreach (var app in before.ClientApps.Except(after.ClientApps)) log.Add("client-app.removed", at, $"it no longer names the {Kind(app)} {app.Name}");
    }

    private void Agent(ApiOperation before, ApiOperation after, SpecPlace at)
    {
        if (before.IsAgentAction != after.IsAgentAction)
            log.Add(after.IsAgentAction ? "agent.exposed" : "agent.withdrawn", at, after.IsAgentAction ? "it is now published as an agent action" : "it is no longer published as an agent action");
        if (before.Topic == after.Topic) return;
        if (after.Topic is null) log.Add("agent.topic-removed", at, $"the agent topic “{before.Topic!.Name}” is gone");
        else log.Add("agent.topic-changed", at, before.Topic is null ? $"the agent topic “{after.Topic.Name}” is new" : $"what agents are told in the topic “{after.Topic.Name}” changed");
    }

    private void SignIn(ApiOperation before, ApiOperation after, SpecPlace at)
    {
        // None asked for is the same as one way that asks for nothing.
        string[] old = before.SignIn.Count == 0 ? [""] : [.. before.SignIn], now = after.SignIn.Count == 0 ? [""] : [.. after.SignIn];
        foreach (var way in now.Except(old)) log.Add("sign-in.loosened", at, way.Length == 0 ? "it may now be called without signing in" : $"signing in by {way} is now enough");
        foreach (var way in old.Except(now)) log.Add("sign-in.tightened", at, way.Length == 0 ? "it can no longer be called without signing in" : $"signing in by {way} is no longer enough");
    }

    private void Parameters(ApiOperation before, ApiOperation after, SpecPlace at)
    {
        var old = before.Parameters.ToDictionary(p => (p.In, p.Name));
        var placeholders = Placeholders(before.Path).Zip(Placeholders(after.Path)).ToArray();
        foreach (var now in after.Parameters)
        {
            var place = at with { Field = now.Name };
            if (!old.Remove((now.In, now.Name), out var was) && now.In == "path"
                && placeholders.FirstOrDefault(p => p.Second == now.Name).First is { } called && old.Remove(("path", called), out was))
            {
                log.Add("parameter.renamed", place, $"the placeholder {called} in the path is now called {now.Name}");
            }
            if (was is null)
            {
                log.Add(now.IsRequired ? "parameter.added-required" : "parameter.added-optional", place, $"the {(now.IsRequired ? "required" : "optional")} {now.In} parameter is new");
                continue;
            }
            if (was.IsRequired != now.IsRequired)
                log.Add(now.IsRequired ? "parameter.now-required" : "parameter.now-optional", place, $"the {now.In} parameter is now {(now.IsRequired ? "required" : "optional")}");
            schemas.Compare(was.Schema, now.Schema, place, isSent: !isOutgoing);
        }
        foreach (var gone in old.Values) log.Add("parameter.removed", at with { Field = gone.Name }, $"the {gone.In} parameter is gone");
    }

    private void Body(ApiBody? before, ApiBody? after, SpecPlace at)
    {
        if (before is null && after is not null && isOutgoing)
        {
            log.Add("response.added", at, "data is now sent out");
        }
        else if (before is null && after is not null)
        {
            log.Add(after.IsRequired ? "body.added-required" : "body.added-optional", at, $"a body is now {(after.IsRequired ? "required" : "possible")}");
        }
        if (after is null && before is not null) log.Add("body.removed", at, "the body is gone");
        if (before is null || after is null) return;
        if (before.IsRequired != after.IsRequired && !isOutgoing)
            log.Add(after.IsRequired ? "body.now-required" : "body.now-optional", at, $"the body is now {(after.IsRequired ? "required" : "optional")}");
        Contents(before.Contents, after.Contents, at, isSent: !isOutgoing);
    }

    private void Responses(ApiOperation before, ApiOperation after, SpecPlace at)
    {
        var old = new Dictionary<string, ApiResponse>();
        foreach (var response in before.Responses) old.TryAdd(response.Status, response);
        foreach (var now in after.Responses)
        {
            if (!old.Remove(now.Status, out var was))
            {
                var isEmpty = now.Contents.Count == 0 && now.Headers.Fields.Count == 0;
                log.Add(isEmpty ? "response.added-empty" : "response.added", at, $"the answer {now.Status} is new{(isEmpty ? " and empty" : "")}");
                continue;
            }
            Contents(was.Contents, now.Contents, at, isSent: isOutgoing);
            schemas.Compare(was.Headers, now.Headers, at with { Field = "(headers)" }, isSent: isOutgoing);
        }
        foreach (var gone in old.Values)
            log.Add(gone.Status is ['2', ..] or "default" ? "response.removed" : "response.error-removed", at, $"the answer {gone.Status} is gone");
    }

    private void Contents(IReadOnlyDictionary<string, ApiSchema> before, IReadOnlyDictionary<string, ApiSchema> after, SpecPlace at, bool isSent)
    {
        var direction = isSent ? "request" : "response";
        // 2.0 need not name the media type; then whatever the other side has is the same one.
        if (before.Count > 0 && after.Count > 0 && (before.ContainsKey(AnyMedia) || after.ContainsKey(AnyMedia)))
        {
            schemas.Compare(Main(before), Main(after), at, isSent);
            return;
        }
        foreach (var (media, schema) in after)
        {
            if (before.TryGetValue(media, out var was)) schemas.Compare(was, schema, at, isSent);
            else log.Add($"{direction}.media-added", at, $"{Text.Bounded(media, 100)} is now {(isSent ? "taken" : "sent back")}");
        }
        foreach (var media in before.Keys.Where(m => !after.ContainsKey(m))) log.Add($"{direction}.media-removed", at, $"{Text.Bounded(media, 100)} is no longer {(isSent ? "taken" : "sent back")}");
    }

    private static ApiSchema Main(IReadOnlyDictionary<string, ApiSchema> contents) =>
        contents.GetValueOrDefault(AnyMedia) ?? contents.GetValueOrDefault("application/json") ?? contents.Values.First();

    private static IEnumerable<string> Placeholders(string path) =>
        path.Split('{').Skip(1).Select(part => part.IndexOf('}') is var end and > 0 ? part[..end] : part);

    private static SpecPlace At(ApiOperation operation) => new(operation.Name);

    private static string Mode(ApiOperation operation) => operation.UserMode switch
    {
        ApiUserMode.User => "user",
        ApiUserMode.UserPlus => $"user-plus ({operation.PermissionSet})",
        _ => "unknown",
    };

    private static string Kind(ApiClientApp app) => app.Kind == ApiClientAppKind.ConnectedApp ? "connected app" : "external client app";

    private static string Said(string? text) => text ?? "none";
}
