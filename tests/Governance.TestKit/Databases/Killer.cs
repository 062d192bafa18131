using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Governance.TestKit.Databases;

/// <summary>The process was killed: thrown from whatever it was about to do.</summary>
public sealed class KilledException : Exception;

/// <summary>Kills the process of a portal at chosen boundaries: just before a commit, just after one, and when the other side did
/// what was asked and the portal has not heard of it. The dead writes nothing and asks nobody any more; what it left behind is
/// all that the next one finds.</summary>
/// <param name="boundaries">Where, counted from 1 while it works.</param>
public sealed class Killer(params IEnumerable<int> boundaries) : DbTransactionInterceptor, IDbCommandInterceptor
{
    private readonly HashSet<int> _boundaries = [.. boundaries];
    private readonly HashSet<int> _answers = [];
    private bool _working;

    /// <summary>How many deaths were chosen.</summary>
    public int Chosen => _boundaries.Count;

    /// <summary>How many boundaries were crossed.</summary>
    public int Crossed { get; private set; }

    /// <summary>How many of them lie between what the other side did and its answer.</summary>
    public int Answers { get; private set; }

    /// <summary>How often it died.</summary>
    public int Deaths { get; private set; }

    /// <summary>True from a death until somebody else takes over.</summary>
    public bool IsDead { get; private set; }

    /// <summary>Opens portals whose process this kills.</summary>
    public PortalSettings Settings => new()
    {
        Provider = inner => new AdjustedProvider(inner, (options, _) => options.AddInterceptors(this)),
    };

    /// <summary>Calls to the orgs and to Heroku are boundaries too.</summary>
    public void Watch(Portal portal)
    {
        (portal.Orgs.Leaving, portal.Orgs.Answering) = (Live, Answer);
        (portal.Heroku.Leaving, portal.Heroku.Answering) = (Live, Answer);
    }

    /// <summary>Counts anew, and kills here only.</summary>
    /// <param name="boundaries">At which boundaries.</param>
    /// <param name="answers">Before which answers of the other side, counted by themselves.</param>
    public void Begin(IEnumerable<int> boundaries, IEnumerable<int> answers)
    {
        _boundaries.Clear();
        _boundaries.UnionWith(boundaries);
        _answers.Clear();
        _answers.UnionWith(answers);
        (Crossed, Answers, Deaths) = (0, 0, 0);
    }

    /// <summary>Works until all that is due is done, and kills nobody else: after each death another process takes over, when the claim has run out.</summary>
    public async Task RunWorkAsync(Portal portal)
    {
        while (true)
        {
            try
            {
                _working = true;
                await portal.RunWorkAsync();
                _working = false;
                return;
            }
            catch (KilledException)
            {
                _working = IsDead = false;
                portal.Clock.Advance(Application.Work.WorkItem.ClaimLength + TimeSpan.FromSeconds(1));
            }
        }
    }

    /// <inheritdoc />
    public override string ToString() => $"killed at {string.Join(", ", _boundaries.Order())}, before answer {string.Join(", ", _answers.Order())}";

    /// <inheritdoc />
    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        Cross();
        return new(result);
    }

    /// <inheritdoc />
    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Cross();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Live();
        return new(result);
    }

    /// <inheritdoc />
    public ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Live();
        return new(result);
    }

    private void Answer()
    {
        if (_working && _answers.Contains(++Answers)) Die();
        Cross();
    }

    private void Cross()
    {
        Live();
        if (_working && _boundaries.Contains(++Crossed)) Die();
    }

    private void Die()
    {
        Deaths++;
        IsDead = true;
        Live();
    }

    private void Live()
    {
        if (IsDead) throw new KilledException();
    }
}
