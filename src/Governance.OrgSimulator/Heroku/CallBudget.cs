namespace Governance.OrgSimulator.Heroku;

/// <summary>Calls that are left; they come back with the stand-in's clock (AppLink reference §6.1, rate).</summary>
public sealed class CallBudget(SimulatedClock clock, int most, int perMinute)
{
    private readonly Lock _gate = new();
    private double _left = most;
    private DateTimeOffset _at = clock.GetUtcNow();

    public int Left
    {
        get
        {
            lock (_gate)
            {
                Refill();
                return (int)_left;
            }
        }
    }

    /// <returns>False when none is left.</returns>
    public bool TrySpend()
    {
        lock (_gate)
        {
            Refill();
            if (_left < 1) return false;
            _left--;
            return true;
        }
    }

    /// <summary>Takes calls away, as other clients of the account would; a restart does so too.</summary>
    public void Spend(int calls)
    {
        lock (_gate)
        {
            Refill();
            _left = Math.Max(0, _left - calls);
        }
    }

    public int Spent => most - Left;

    private void Refill()
    {
        var now = clock.GetUtcNow();
        if (now > _at) _left = Math.Min(most, _left + ((now - _at).TotalMinutes * perMinute));
        _at = now;
    }
}
