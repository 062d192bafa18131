using System.Text.Json;
using Governance.Application.Connections;
using Governance.Application.Imports;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Connections;

namespace Governance.Web.CommandLine;

/// <summary>"connect org": one org or a list of them, by JWT bearer (username and privateKeyFile) or client credentials
/// (clientSecretFile); a responder, when there is one, in the same ways. Credentials are read from their files, never an
/// argument.</summary>
internal static class ConnectOrgs
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        MaxDepth = 8,
    };

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private sealed record Settings(
        string Name, string OrgGroup, string LoginHost, string ClientId, string? Username, string? PrivateKeyFile, string? ClientSecretFile,
        Acting? Responder, string? Snapshot = null);

    /// <param name="ClientId">Null for the reader's client app.</param>
    /// <param name="Username">The user to act as; JWT bearer only.</param>
    /// <param name="PrivateKeyFile">JWT bearer.</param>
    /// <param name="ClientSecretFile">Client credentials.</param>
    private sealed record Acting(string? ClientId, string? Username, string? PrivateKeyFile, string? ClientSecretFile);

    public static async Task<int> RunAsync(
        IServiceProvider services, Actor actor, string path, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        List<Settings> orgs;
        try
        {
            var text = path == "-" ? await Console.In.ReadToEndAsync(ct) : await File.ReadAllTextAsync(path, ct);
            orgs = text.TrimStart().StartsWith('[')
                ? JsonSerializer.Deserialize<List<Settings>>(text, Json)!
                : [JsonSerializer.Deserialize<Settings>(text, Json)!];
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The settings cannot be read: {fault.Message}");
            return PortalCommand.WrongUse;
        }
        var failed = 0;
        foreach (var org in orgs)
        {
            var answer = await ConnectAsync(services, actor, org, ct);
            if (answer.Problem is { } problem)
            {
                failed++;
                await errors.WriteLineAsync($"{org.Name}: {problem.Message}");
                continue;
            }
            await output.WriteLineAsync($"{org.Name}: {answer.Value}");
        }
        return failed == 0 ? PortalCommand.Ok : PortalCommand.Refused;
    }

    private static async Task<Result<string>> ConnectAsync(IServiceProvider services, Actor actor, Settings org, CancellationToken ct)
    {
        var useCases = services.GetRequiredService<UseCaseRunner>();
        var groups = await useCases.SendAsync(actor, new ListOrgGroups.Query(), ct);
        if (groups.Value?.SingleOrDefault(g => g.Name == org.OrgGroup) is not { } group)
            return groups.Problem ?? Problem.NotFound("org-group.not-found", $"There is no org group '{org.OrgGroup}'.");
        var credential = await DepositAsync(services, org.PrivateKeyFile, org.ClientSecretFile, ct);
        if (credential.Problem is { } unusable) return unusable;
        var (flow, ticket) = credential.Value;
        // Looked at before anything is connected: a missing file leaves nothing half done.
        var acting = org.Responder is { } named ? await DepositAsync(services, named.PrivateKeyFile, named.ClientSecretFile, ct) : default;
        if (acting?.Problem is { } missing) return missing;
        var snapshots = org.Snapshot is null ? null : await useCases.SendAsync(actor, new ListSnapshotOrgs.Query(), ct);
        var snapshot = snapshots?.Value?.FirstOrDefault(s => s.Label == org.Snapshot);
        if (org.Snapshot is not null && snapshot is null) return snapshots!.Problem ?? Problem.NotFound("snapshot.not-found", $"There is no org of snapshots named '{org.Snapshot}'.");
        var started = await useCases.SendAsync(actor, new StartConnection.Command(
            org.Name, group.Id, org.LoginHost, flow, org.ClientId, org.Username, ticket, Snapshot: snapshot?.Id), ct);
        if (started.Problem is { } refused) return refused;
        var id = started.Value!.ConnectionId;
        var connected = await FollowAsync(services, actor, id, s => s.Read ? (Result<string>)Words(s) : null, ct);
        if (connected.Problem is not null || org.Responder is not { } responder) return connected;
        var (actsBy, actingTicket) = acting!.Value;
        var setUp = await useCases.SendAsync(actor, new SetUpResponder.Command(
            id, actsBy, responder.ClientId ?? org.ClientId, responder.Username, actingTicket), ct);
        if (setUp.Problem is { } unset) return unset;
        return await FollowAsync(services, actor, id, s => s.Responder switch
        {
            null or ConnectionState.Connecting => null,
            ConnectionState.ReconnectNeeded => Problem.RemoteRefused(
                "responder.refused", $"{Words(s)}; its responder does not work: {s.ResponderCause}"),
            { } state => $"{Words(s)}; responder {Words(state, s.ResponderCause)}",
        }, ct);
    }

    private static string Words(FollowConnection.Standing s) =>
        $"{s.State.ToString().ToLowerInvariant()}, {s.Authorizations} authorizations" + Cause(s.Cause);

    private static string Words(ConnectionState state, string? cause) => state.ToString().ToLowerInvariant() + Cause(cause);

    private static string Cause(string? cause) => cause is null ? "" : $" ({cause})";

    /// <summary>Hands one credential over, from whichever file is named.</summary>
    private static async Task<Result<(ConnectionFlow Flow, Guid Ticket)>> DepositAsync(
        IServiceProvider services, string? keyFile, string? secretFile, CancellationToken ct)
    {
        if ((keyFile is null) == (secretFile is null))
        {
            return Problem.Invalid("connection.credential-missing",
                "Give privateKeyFile (JWT bearer) or clientSecretFile (client credentials), not both.");
        }
        Secret credential;
        try
        {
            credential = new Secret((await File.ReadAllTextAsync((keyFile ?? secretFile)!, ct)).Trim());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Problem.Invalid("connection.credential-unreadable",
                $"{(keyFile is null ? "clientSecretFile" : "privateKeyFile")} {keyFile ?? secretFile} cannot be read: it is not there, or not for this user.");
        }
        await using var scope = services.CreateAsyncScope();
        var intake = scope.ServiceProvider.GetRequiredService<SecretIntake>();
        var taken = keyFile is null ? await intake.TakeClientSecretAsync(credential, ct) : await intake.TakePrivateKeyAsync(credential, ct);
        return taken.Problem is { } unusable
            ? unusable
            : (keyFile is null ? ConnectionFlow.ClientCredentials : ConnectionFlow.JwtBearer, taken.Value!.Ticket);
    }

    private static async Task<Result<string>> FollowAsync(
        IServiceProvider services, Actor actor, ConnectionId id, Func<FollowConnection.Standing, Result<string>?> done, CancellationToken ct)
    {
        var useCases = services.GetRequiredService<UseCaseRunner>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        while (true)
        {
            // Works alone, or beside a running portal that may take the work first.
            await services.GetRequiredService<WorkDispatcher>().RunDueAsync(patience.Token);
            var standing = await useCases.SendAsync(actor, new FollowConnection.Query(id), patience.Token);
            switch (standing)
            {
                case { Problem: { } problem }:
                    return problem;
                case { Value: { State: ConnectionState.ReconnectNeeded or ConnectionState.Disconnected } ended }:
                    return Problem.RemoteRefused("connection.failed", ended.Cause ?? "The connection was refused: this org is already connected.");
                case { Value: { } now } when done(now) is { } answer:
                    return answer;
                default:
                    await Task.Delay(TimeSpan.FromMilliseconds(300), patience.Token);
                    break;
            }
        }
    }
}
