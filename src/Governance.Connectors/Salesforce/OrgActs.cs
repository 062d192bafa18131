using System.Text.Json;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Domain.Requests;

namespace Governance.Connectors.Salesforce;

/// <summary>What a containment does in an org beside revoking rows: client apps are shut by metadata and by their pre-authorizations, all
/// tokens of an external client app end in one call, sessions end, users are frozen and lose permission sets. Where the former state can be
/// restored, the answer carries it, and it is restored from that alone.</summary>
/// <remarks>Each may be repeated: what is done already answers that it is. Source: Object Reference, SetupEntityAccess, AuthSession,
/// UserLogin, PermissionSetAssignment; Connect REST, OAuth usage; Metadata API, ConnectedApp and ExtlClntAppConfigurablePolicies.</remarks>
internal sealed class OrgActs(OrgConversation talk, SalesforceOptions options, TimeProvider clock) : IDisposable
{
    // An org deploys one package after the other anyway.
    private readonly SemaphoreSlim _deploys = new(1, 1);

    public void Dispose() => _deploys.Dispose();

    public IAsyncEnumerable<RevocationAnswer> RunAsync(IReadOnlyList<OrgAct> acts, CancellationToken ct) =>
        SideBySide.RunAsync(acts, options.InFlightPerOrg, OneAsync, ct);

    /// <summary>Sets one thing of a policy; null when it was so already.</summary>
    public Task<Result<string?>> SetPolicyAsync(AppPolicyWish wish, CancellationToken ct) => DeployAsync(deploy => deploy.SetAsync(wish, ct), ct);

    private async Task<RevocationAnswer> OneAsync(OrgAct act, CancellationToken ct)
    {
        var done = await (act.Former is { } former ? UndoAsync(act, former, ct) : DoAsync(act, ct));
        return done.Problem is { } problem ? new(act.Key, TokenRevocation.OutcomeOf(problem), problem.Message)
            : done.Value is { } was ? new(act.Key, RevocationOutcome.Accepted, "The org accepted it.") { Former = was.Length == 0 ? null : was }
            : new(act.Key, RevocationOutcome.AlreadyGone, "Nothing was left to do: the org has it so already.");
    }

    /// <returns>How it was, as JSON, empty for what can't be restored; null when it was done already.</returns>
    private Task<Result<string?>> DoAsync(OrgAct act, CancellationToken ct) => act.Kind switch
    {
        TargetKind.AppSwitch => DeployAsync(deploy => deploy.ShutAsync(act.Subject, true, ct), ct),
        TargetKind.AppApproval => DeployAsync(deploy => deploy.ShutAsync(act.Subject, false, ct), ct),
        TargetKind.Preauthorization => RemoveAsync("SetupEntityAccess", act.Subject, Opening, ct),
        TargetKind.Assignment => RemoveAsync("PermissionSetAssignment", act.Subject, Holding, ct),
        TargetKind.AppTokens => EndTokensAsync(act.Subject, ct),
        TargetKind.AppSessions => EndSessionsAsync(act.Subject, ct),
        TargetKind.UserFreeze => FreezeAsync(act.Subject, true, ct),
        _ => throw new ArgumentOutOfRangeException(nameof(act), act.Kind, "No API does this."),
    };

    private Task<Result<string?>> UndoAsync(OrgAct act, string former, CancellationToken ct) => act.Kind switch
    {
        TargetKind.AppSwitch => DeployAsync(deploy => deploy.RestoreAsync(act.Subject, true, former, ct), ct),
        TargetKind.AppApproval => DeployAsync(deploy => deploy.RestoreAsync(act.Subject, false, former, ct), ct),
        TargetKind.Preauthorization => GiveAsync("SetupEntityAccess", former, Opening, ct),
        TargetKind.Assignment => GiveAsync("PermissionSetAssignment", former, Holding, ct),
        TargetKind.UserFreeze => FreezeAsync(act.Subject, false, ct),
        _ => throw new ArgumentOutOfRangeException(nameof(act), act.Kind, "This can't be taken back."),
    };

    private async Task<Result<string?>> DeployAsync(Func<PolicyDeploy, Task<Result<string?>>> change, CancellationToken ct)
    {
        await _deploys.WaitAsync(ct);
        try
        {
            return await change(new PolicyDeploy(talk, options, clock));
        }
        finally
        {
            _deploys.Release();
        }
    }

    private async Task<Result<string?>> EndTokensAsync(string appKey, CancellationToken ct) =>
        Text(Of(await talk.ChangeAsync(HttpMethod.Delete, $"apps/oauth/usage/{appKey}/tokens", null, repeatable: true, ct)));

    /// <summary>What a row that is removed said, and what makes it anew.</summary>
    internal static readonly string[] Opening = ["ParentId", "SetupEntityId"], Holding = ["AssigneeId", "PermissionSetId"];

    /// <summary>What a row says, as JSON; null when it does not say all of it.</summary>
    internal static string? FormerOf(JsonElement row, string[] fields)
    {
        var said = fields.ToDictionary(f => f, f => RowValue.Key(row, f));
        return said.ContainsValue(null) ? null : JsonSerializer.Serialize(said);
    }

    /// <summary>How a user is before they are frozen, or thawed.</summary>
    internal static string FormerOf(bool frozen) => JsonSerializer.Serialize(new { IsFrozen = frozen });

    private async Task<Result<string?>> RemoveAsync(string type, string id, string[] fields, CancellationToken ct)
    {
        var list = await OrgLists.ReadOneAsync(talk, [OrgRead.Query($"SELECT {string.Join(", ", fields)} FROM {type} WHERE Id = {Soql.Id(id)}")], ct);
        if (list.Problem is { } unread) return unread;
        if (list.Rows is not [var row]) return (string?)null;
        var former = FormerOf(row, fields);
        var removed = Of(await talk.ChangeAsync(HttpMethod.Delete, $"sobjects/{type}/{id}", null, repeatable: true, ct));
        return removed.Problem is { } refused ? refused
            : !removed.Value ? (string?)null
            : former ?? "";
    }

    /// <summary>Makes a removed row anew, unless there is one like it.</summary>
    private async Task<Result<string?>> GiveAsync(string type, string former, string[] fields, CancellationToken ct)
    {
        var was = JsonSerializer.Deserialize<Dictionary<string, string>>(former);
        if (was is null || !fields.All(f => SalesforceIds.IsId(was.GetValueOrDefault(f)))) return PolicyDeploy.ChangedSince;
        var where = string.Join(" AND ", fields.Select(f => $"{f} = {Soql.Id(was[f])}"));
        var list = await OrgLists.ReadOneAsync(talk, [OrgRead.Query($"SELECT Id FROM {type} WHERE {where}")], ct);
        if (list.Problem is { } unread) return unread;
        if (list.Rows.Count > 0) return (string?)null;
        var body = OrgBody.Json(JsonSerializer.SerializeToUtf8Bytes(fields.ToDictionary(f => f, f => was[f])));
        var made = await talk.ChangeAsync(HttpMethod.Post, $"sobjects/{type}", body, repeatable: false, ct);
        return made.Problem is { } refused ? refused : former;
    }

    private async Task<Result<string?>> EndSessionsAsync(string label, CancellationToken ct)
    {
        var found = await OrgSessions.ByAppAsync(talk, ct);
        if (found.Problem is { } problem) return problem;
        var ended = false;
        foreach (var id in found.Value![label])
        {
            var one = Of(await talk.ChangeAsync(HttpMethod.Delete, $"sobjects/AuthSession/{id}", null, repeatable: true, ct));
            if (one.Problem is { } refused) return refused;
            ended |= one.Value;
        }
        return Text(ended);
    }

    private async Task<Result<string?>> FreezeAsync(string userId, bool frozen, CancellationToken ct)
    {
        var found = await OrgLists.ReadOneAsync(talk, [OrgRead.Query($"SELECT Id, IsFrozen FROM UserLogin WHERE UserId = {Soql.Id(userId)}")], ct);
        if (found.Problem is { } problem) return problem;
        if (found.Rows is not [var row] || RowValue.Key(row) is not { } id) return NoUser;
        if (OrgJson.Flag(row, "IsFrozen") == frozen) return (string?)null;
        var changed = await talk.ChangeAsync(HttpMethod.Patch, $"sobjects/UserLogin/{id}", OrgBody.Json(JsonSerializer.SerializeToUtf8Bytes(new { IsFrozen = frozen })), repeatable: true, ct);
        return changed.Problem is { } refused ? refused : FormerOf(!frozen);
    }

    private static readonly Problem NoUser = Problem.RemoteRefused(OrgCodes.Refused, "The org has no such user, or hides it from the responder.");

    private static Result<string?> Text(Result<bool> done) => done.Problem is { } problem ? problem : done.Value ? "" : (string?)null;

    private static Result<bool> Of(Result<OrgAnswer> sent) => sent.Problem switch
    {
        null => true,
        { Code: OrgCodes.Gone or RemoteCodes.NotSupported } => false,
        var problem => problem,
    };
}

/// <summary>The sessions of an org by client app. They can be told by the name at their login only, which no query filters by.</summary>
internal static class OrgSessions
{
    /// <summary>Ids of the sessions by name of the app, in whatever case; the caller's own is not among them.</summary>
    public static async Task<Result<Lookup<string, string>>> ByAppAsync(OrgConversation talk, CancellationToken ct)
    {
        var list = await OrgLists.ReadOneAsync(talk, [OrgRead.Query("SELECT Id, LoginHistory.Application FROM AuthSession WHERE IsCurrent = false")], ct);
        if (list.Problem is { } problem) return problem;
        return (Lookup<string, string>)list.Rows.Select(r => (App: RowValue.Of(r, "LoginHistory", "Application"), Id: RowValue.Key(r)))
            .Where(s => s is { App: not null, Id: not null }).ToLookup(s => s.App!, s => s.Id!, StringComparer.OrdinalIgnoreCase);
    }
}
