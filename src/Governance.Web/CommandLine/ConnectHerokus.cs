using System.Text.Json;
using Governance.Application.Connections;
using Governance.Application.Heroku;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Connections;

namespace Governance.Web.CommandLine;

/// <summary>"connect heroku": one Heroku account or a list of them. The token is read from its file, never an
/// argument.</summary>
internal static class ConnectHerokus
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        MaxDepth = 8,
    };

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private sealed record Settings(string Name, string TokenFile);

    public static async Task<int> RunAsync(
        IServiceProvider services, Actor actor, string path, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        List<Settings> accounts;
        try
        {
            var text = path == "-" ? await Console.In.ReadToEndAsync(ct) : await File.ReadAllTextAsync(path, ct);
            accounts = text.TrimStart().StartsWith('[')
                ? JsonSerializer.Deserialize<List<Settings>>(text, Json)!
                : [JsonSerializer.Deserialize<Settings>(text, Json)!];
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The settings cannot be read: {fault.Message}");
            return PortalCommand.WrongUse;
        }
        var failed = 0;
        foreach (var account in accounts)
        {
            var answer = await ConnectAsync(services, actor, account, ct);
            if (answer.Problem is { } problem)
            {
                failed++;
                await errors.WriteLineAsync($"{account.Name}: {problem.Message}");
                continue;
            }
            await output.WriteLineAsync($"{account.Name}: {answer.Value}");
        }
        return failed == 0 ? PortalCommand.Ok : PortalCommand.Refused;
    }

    private static async Task<Result<string>> ConnectAsync(IServiceProvider services, Actor actor, Settings account, CancellationToken ct)
    {
        var useCases = services.GetRequiredService<UseCaseRunner>();
        await using var scope = services.CreateAsyncScope();
        string token;
        try
        {
            token = await File.ReadAllTextAsync(account.TokenFile, ct);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Problem.Invalid("credential.unreadable", $"The token file cannot be read: {fault.Message}");
        }
        var deposit = await scope.ServiceProvider.GetRequiredService<SecretIntake>().TakeHerokuTokenAsync(new Secret(token), ct);
        if (deposit.Problem is { } unusable) return unusable;
        var started = await useCases.SendAsync(actor, new StartHerokuConnection.Command(account.Name, deposit.Value!.Ticket), ct);
        return started.Problem is { } refused ? refused : await FollowAsync(services, actor, started.Value!.Account, ct);
    }

    private static async Task<Result<string>> FollowAsync(IServiceProvider services, Actor actor, HerokuAccountId id, CancellationToken ct)
    {
        var useCases = services.GetRequiredService<UseCaseRunner>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        while (true)
        {
            // Works alone, or beside a running portal that may take the work first.
            await services.GetRequiredService<WorkDispatcher>().RunDueAsync(patience.Token);
            var standing = await useCases.SendAsync(actor, new GetHerokuAccount.Query(id), patience.Token);
            switch (standing)
            {
                case { Problem: { } problem }:
                    return problem;
                case { Value: { State: ConnectionState.ReconnectNeeded or ConnectionState.Disconnected } ended }:
                    return Problem.RemoteRefused("heroku.failed", ended.Cause ?? "The connection was refused: this Heroku account is already connected.");
                case { Value: { Reads.Count: > 0 } read }:
                    return $"{read.State.ToString().ToLowerInvariant()}, {read.Addons.Count} AppLink add-ons, "
                        + $"{read.Addons.Sum(a => a.Records.Count)} connections and authorizations" + (read.Cause is null ? "" : $" ({read.Cause})");
                default:
                    await Task.Delay(TimeSpan.FromMilliseconds(300), patience.Token);
                    break;
            }
        }
    }
}
