using System.Text.Json;
using Governance.Application.Connections;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Connections;

namespace Governance.Web.CommandLine;

/// <summary>"connect org": one org or a list of them, by JWT bearer (username and privateKeyFile) or client credentials
/// (clientSecretFile). Credentials are read from their files, never an argument.</summary>
internal static class ConnectOrgs
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        MaxDepth = 8,
    };

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private sealed record Settings(
        string Name, string OrgGroup, string LoginHost, string ClientId, string? Username, string? PrivateKeyFile, string? ClientSecretFile);

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
        await using var scope = services.CreateAsyncScope();
        var intake = scope.ServiceProvider.GetRequiredService<SecretIntake>();
        Result<SecretIntake.Deposit> deposit;
        ConnectionFlow flow;
        switch (org)
        {
            case { PrivateKeyFile: { } key, ClientSecretFile: null }:
                flow = ConnectionFlow.JwtBearer;
                deposit = await intake.TakePrivateKeyAsync(await ReadAsync(key, ct), ct);
                break;
            case { PrivateKeyFile: null, ClientSecretFile: { } secret }:
                flow = ConnectionFlow.ClientCredentials;
                deposit = await intake.TakeClientSecretAsync(await ReadAsync(secret, ct), ct);
                break;
            default:
                return Problem.Invalid("connection.credential-missing", "Give privateKeyFile (JWT bearer) or clientSecretFile (client credentials), not both.");
        }
        if (deposit.Problem is { } unusable) return unusable;
        var started = await useCases.SendAsync(actor, new StartConnection.Command(
            org.Name, group.Id, org.LoginHost, flow, org.ClientId, org.Username, deposit.Value!.Ticket), ct);
        return started.Problem is { } refused ? refused : await FollowAsync(services, actor, started.Value!.ConnectionId, ct);
    }

    private static async Task<Secret> ReadAsync(string path, CancellationToken ct) => new((await File.ReadAllTextAsync(path, ct)).Trim());

    private static async Task<Result<string>> FollowAsync(IServiceProvider services, Actor actor, ConnectionId id, CancellationToken ct)
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
                case { Value: { Read: true } read }:
                    return $"{read.State.ToString().ToLowerInvariant()}, {read.Authorizations} authorizations"
                        + (read.Cause is null ? "" : $" ({read.Cause})");
                default:
                    await Task.Delay(TimeSpan.FromMilliseconds(300), patience.Token);
                    break;
            }
        }
    }
}
