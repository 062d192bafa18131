using System.Collections.Concurrent;
using Governance.Application.Ports;
using Governance.Domain;

namespace Governance.Connectors.Tests;

/// <summary>Turns of one process, on the memory store.</summary>
internal sealed class MemoryTurns(MemorySecrets secrets) : IRefreshTurns
{
    private readonly ConcurrentDictionary<SecretName, Standing> _standings = new();

    /// <summary>True when another instance takes over while this one waits for the org.</summary>
    public bool AreLost { get; set; }

    public async Task<IRefreshTurn> TakeAsync(SecretName token, CancellationToken ct)
    {
        var standing = _standings.GetOrAdd(token, _ => new Standing());
        await standing.Free.WaitAsync(ct);
        return new Turn(this, secrets, standing, token)
        {
            Token = await secrets.GetAsync(token, ct),
            OrgRotates = standing.Rotates,
            IsAnswerMissing = standing is { IsBegun: true, Rotates: not false },
        };
    }

    private sealed class Standing
    {
        public SemaphoreSlim Free { get; } = new(1, 1);

        public bool IsBegun { get; set; }

        public bool? Rotates { get; set; }
    }

    private sealed class Turn(MemoryTurns turns, MemorySecrets secrets, Standing standing, SecretName name) : IRefreshTurn
    {
        public Secret? Token { get; init; }

        public bool? OrgRotates { get; init; }

        public bool IsAnswerMissing { get; init; }

        public Task<bool> BeginAsync(CancellationToken ct) => Task.FromResult(standing.IsBegun = true);

        public async Task<Result<Done>> KeepAsync(Secret? token, bool? rotates)
        {
            if (turns.AreLost) return RefreshProblems.TurnLost;
            (standing.IsBegun, standing.Rotates) = (false, rotates);
            if (token is null) return Done.Value;
            await secrets.PutAsync(name, token);
            return (await secrets.GetAsync(name))?.Reveal() == token.Reveal() ? Done.Value : RefreshProblems.NotKept;
        }

        public ValueTask DisposeAsync()
        {
            standing.Free.Release();
            return ValueTask.CompletedTask;
        }
    }
}
