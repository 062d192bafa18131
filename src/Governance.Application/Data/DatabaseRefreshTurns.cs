using Governance.Application.Ports;
using Governance.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Secret = Governance.Domain.Secret;

namespace Governance.Application.Data;

/// <summary>Turns kept in the database, one row per refresh token (<see cref="RefreshLease"/>). In order: 1. the row is
/// taken by a conditional update, which raises its fencing number; 2. the stored token is read; 3. a note says that a
/// refresh begins; 4. after the answer, note off and new token on in one transaction; 5. the token is read back; 6. the
/// row is handed on. Every write names the fencing number.</summary>
internal sealed class DatabaseRefreshTurns(
    IServiceScopeFactory scopes, IDatabaseProvider provider, TimeProvider clock, ILogger<DatabaseRefreshTurns> log) : IRefreshTurns
{
    /// <summary>How long a holder may be silent; three beats.</summary>
    internal static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan BeatEvery = Silence / 3;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private readonly TimeProvider _clock = clock;
    private readonly ILogger _log = log;

    public async Task<IRefreshTurn> TakeAsync(SecretName token, CancellationToken ct)
    {
        // A canary's id stands for a connection here, as that of a Heroku account does elsewhere.
        var connection = new ConnectionId(token.Owner);
        (long Fence, int Beat)? heard = null;
        var since = _clock.GetTimestamp();
        while (true)
        {
            var row = await InScopeAsync((db, _) => db.RefreshLeases.AsNoTracking()
                .SingleOrDefaultAsync(l => l.ConnectionId == connection, ct));
            var silent = heard is not null && heard == (row?.Fence, row?.Beat) && _clock.GetElapsedTime(since) >= Silence;
            if (row is null)
            {
                if (await AddAsync(connection, ct)) return await OpenAsync(token, 1, null, ct);
            }
            else if ((!row.IsHeld || silent) && await WinAsync(row, ct))
            {
                if (silent) _log.LogWarning("The turn to refresh connection {Connection} was taken from a silent holder", connection.Value);
                return await OpenAsync(token, row.Fence + 1, row, ct);
            }
            else if (heard != (row.Fence, row.Beat))
            {
                (heard, since) = ((row.Fence, row.Beat), _clock.GetTimestamp());
            }
            await Task.Delay(LookEvery, _clock, ct);
        }
    }

    private async Task<bool> AddAsync(ConnectionId connection, CancellationToken ct)
    {
        try
        {
            return await InScopeAsync(async (db, _) =>
            {
                db.RefreshLeases.Add(new RefreshLease(connection));
                return await db.SaveChangesAsync(ct) == 1;
            });
        }
        catch (DbUpdateException clash) when (provider.Classify(clash) == DatabaseFault.Clash)
        {
            return false;
        }
    }

    private Task<bool> WinAsync(RefreshLease seen, CancellationToken ct) => InScopeAsync(async (db, _) => await db.RefreshLeases
        .Where(l => l.ConnectionId == seen.ConnectionId && l.Fence == seen.Fence && l.Beat == seen.Beat && l.IsHeld == seen.IsHeld)
        .ExecuteUpdateAsync(s => s.SetProperty(l => l.Fence, l => l.Fence + 1).SetProperty(l => l.Beat, 0)
            .SetProperty(l => l.IsHeld, true), ct) == 1);

    private async Task<IRefreshTurn> OpenAsync(SecretName token, long fence, RefreshLease? row, CancellationToken ct)
    {
        var turn = new Turn(this, token, fence, row);
        try
        {
            turn.Token = await InScopeAsync((_, secrets) => secrets.GetAsync(token, ct));
            return turn;
        }
        catch
        {
            await turn.DisposeAsync();
            throw;
        }
    }

    private async Task<T> InScopeAsync<T>(Func<GovernanceDb, ISecretStore, Task<T>> act)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<GovernanceDb>(),
            scope.ServiceProvider.GetRequiredService<ISecretStore>());
    }

    private sealed class Turn : IRefreshTurn
    {
        private readonly DatabaseRefreshTurns _turns;
        private readonly SecretName _name;
        private readonly ConnectionId _connection;
        private readonly long _fence;
        private readonly CancellationTokenSource _over = new();
        private readonly Task _beating;

        public Turn(DatabaseRefreshTurns turns, SecretName name, long fence, RefreshLease? row)
        {
            (_turns, _name, _connection, _fence, OrgRotates) = (turns, name, new ConnectionId(name.Owner), fence, row?.OrgRotates);
            IsAnswerMissing = row is { IsBegun: true, OrgRotates: not false };
            _beating = BeatAsync();
        }

        public Secret? Token { get; set; }

        public bool? OrgRotates { get; }

        public bool IsAnswerMissing { get; }

        public Task<bool> BeginAsync(CancellationToken ct) => _turns.InScopeAsync(async (db, _) =>
            await Mine(db).ExecuteUpdateAsync(s => s.SetProperty(l => l.IsBegun, true), ct) == 1);

        public async Task<Result<Done>> KeepAsync(Secret? token, bool? rotates)
        {
            var written = await _turns.InScopeAsync((db, secrets) => db.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
            {
                db.ChangeTracker.Clear();
                await using var transaction = await db.Database.BeginTransactionAsync();
                var mine = await Mine(db).ExecuteUpdateAsync(s => s.SetProperty(l => l.IsBegun, false)
                    .SetProperty(l => l.OrgRotates, rotates));
                if (mine == 0) return false;
                if (token is not null) await secrets.PutAsync(_name, token);
                await transaction.CommitAsync();
                return true;
            }));
            if (!written) return RefreshProblems.TurnLost;
            if (token is null) return Done.Value;
            var kept = await _turns.InScopeAsync((_, secrets) => secrets.GetAsync(_name));
            if (kept?.Reveal() == token.Reveal()) return Done.Value;
            await BeginAsync(CancellationToken.None);
            return RefreshProblems.NotKept;
        }

        public async ValueTask DisposeAsync()
        {
            await _over.CancelAsync();
            await _beating;
            _over.Dispose();
            try
            {
                await _turns.InScopeAsync((db, _) => Mine(db).ExecuteUpdateAsync(s => s.SetProperty(l => l.IsHeld, false)));
            }
#pragma warning disable CA1031 // What was read or written stands all the same; the next one waits for the silence to pass.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                _turns._log.LogWarning(fault, "The turn to refresh connection {Connection} could not be handed on", _connection.Value);
            }
        }

        private IQueryable<RefreshLease> Mine(GovernanceDb db) =>
            db.RefreshLeases.Where(l => l.ConnectionId == _connection && l.Fence == _fence && l.IsHeld);

        private async Task BeatAsync()
        {
            using var timer = new PeriodicTimer(BeatEvery, _turns._clock);
            try
            {
                while (await timer.WaitForNextTickAsync(_over.Token))
                    await _turns.InScopeAsync((db, _) => Mine(db).ExecuteUpdateAsync(s => s.SetProperty(l => l.Beat, l => l.Beat + 1), _over.Token));
            }
            catch (OperationCanceledException) when (_over.IsCancellationRequested)
            {
                // The turn ended.
            }
#pragma warning disable CA1031 // Unheard of, it loses its turn, and its writes with it.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                _turns._log.LogWarning(fault, "The turn to refresh connection {Connection} cannot be held", _connection.Value);
            }
        }
    }
}
