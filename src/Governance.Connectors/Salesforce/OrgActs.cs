using System.Text.Json;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Incidents;

namespace Governance.Connectors.Salesforce;

/// <summary>What a containment does in an org beside revoking rows: client apps are shut by metadata and by their pre-authorizations, all
/// tokens of an external client app end in one call, sessions end, users are frozen and lose permission sets.</summary>
/// <remarks>Each may be repeated: what is done already answers that it is. Source: Object Reference, SetupEntityAccess, AuthSession,
/// UserLogin, PermissionSetAssignment; Connect REST, OAuth usage; Metadata API, ConnectedApp and ExtlClntAppConfigurablePolicies.</remarks>
internal sealed class OrgActs(OrgConversation talk, SalesforceOptions options, TimeProvider clock) : IDisposable
{
    private static readonly byte[] Frozen = JsonSerializer.SerializeToUtf8Bytes(new { IsFrozen = true });

    // An org deploys one package after the other anyway.
    private readonly SemaphoreSlim _deploys = new(1, 1);

    public void Dispose() => _deploys.Dispose();

    public IAsyncEnumerable<RevocationAnswer> RunAsync(IReadOnlyList<OrgAct> acts, CancellationToken ct) =>
        SideBySide.RunAsync(acts, options.InFlightPerOrg, OneAsync, ct);

    private async Task<RevocationAnswer> OneAsync(OrgAct act, CancellationToken ct)
    {
        var done = await (act.Kind switch
        {
            TargetKind.AppSwitch => ShutAsync(act.Subject, true, ct),
            TargetKind.AppApproval => ShutAsync(act.Subject, false, ct),
            TargetKind.Preauthorization => DeleteAsync("SetupEntityAccess", act.Subject, ct),
            TargetKind.Assignment => DeleteAsync("PermissionSetAssignment", act.Subject, ct),
            TargetKind.AppTokens => EndTokensAsync(act.Subject, ct),
            TargetKind.AppSessions => EndSessionsAsync(act.Subject, ct),
            TargetKind.UserFreeze => FreezeAsync(act.Subject, ct),
            _ => throw new ArgumentOutOfRangeException(nameof(act), act.Kind, "No API does this."),
        });
        return done.Problem is { } problem ? new(act.Key, TokenRevocation.OutcomeOf(problem), problem.Message)
            : done.Value ? new(act.Key, RevocationOutcome.Accepted, "The org accepted it.")
            : new(act.Key, RevocationOutcome.AlreadyGone, "Nothing was left to do: the org has it so already.");
    }

    private async Task<Result<bool>> ShutAsync(string apiName, bool isExternal, CancellationToken ct)
    {
        await _deploys.WaitAsync(ct);
        try
        {
            return await new PolicyDeploy(talk, options, clock).ShutAsync(apiName, isExternal, ct);
        }
        finally
        {
            _deploys.Release();
        }
    }

    private async Task<Result<bool>> EndTokensAsync(string appKey, CancellationToken ct) =>
        Of(await talk.ChangeAsync(HttpMethod.Delete, $"apps/oauth/usage/{appKey}/tokens", null, repeatable: true, ct));

    private async Task<Result<bool>> DeleteAsync(string type, string id, CancellationToken ct) =>
        Of(await talk.ChangeAsync(HttpMethod.Delete, $"sobjects/{type}/{id}", null, repeatable: true, ct));

    private async Task<Result<bool>> EndSessionsAsync(string label, CancellationToken ct)
    {
        var found = await OrgSessions.OfAppAsync(talk, label, ct);
        if (found.Problem is { } problem) return problem;
        var ended = false;
        foreach (var id in found.Value!)
        {
            var one = await DeleteAsync("AuthSession", id, ct);
            if (one.Problem is { } refused) return refused;
            ended |= one.Value;
        }
        return ended;
    }

    private async Task<Result<bool>> FreezeAsync(string userId, CancellationToken ct)
    {
        var found = await OrgLists.ReadOneAsync(talk, [OrgRead.Query($"SELECT Id, IsFrozen FROM UserLogin WHERE UserId = {Soql.Id(userId)}")], ct);
        if (found.Problem is { } problem) return problem;
        if (found.Rows is not [var row] || RowValue.Key(row) is not { } id) return NoUser;
        if (OrgJson.Flag(row, "IsFrozen") == true) return false;
        return Of(await talk.ChangeAsync(HttpMethod.Patch, $"sobjects/UserLogin/{id}", OrgBody.Json(Frozen), repeatable: true, ct));
    }

    private static readonly Problem NoUser = Problem.RemoteRefused(OrgCodes.Refused, "The org has no such user, or hides it from the responder.");

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
    /// <summary>Ids of the sessions of one app; the caller's own is not among them.</summary>
    public static async Task<Result<List<string>>> OfAppAsync(OrgConversation talk, string label, CancellationToken ct)
    {
        var list = await OrgLists.ReadOneAsync(talk, [OrgRead.Query("SELECT Id, LoginHistory.Application FROM AuthSession WHERE IsCurrent = false")], ct);
        if (list.Problem is { } problem) return problem;
        return list.Rows.Where(r => string.Equals(RowValue.Of(r, "LoginHistory", "Application"), label, StringComparison.OrdinalIgnoreCase))
            .Select(r => RowValue.Key(r)).OfType<string>().ToList();
    }
}
