namespace Governance.Web.Auth;

/// <summary>How many circuits may be open at once on this instance. One seat is one live connection of the hub, and a
/// connection has at most one circuit; a page whose connection is lost gives its seat back at once.</summary>
public sealed class CircuitSeats
{
    public const int PerPerson = 10, PerInstance = 500;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _taken = [];
    private int _all;

    /// <summary>Why one more is not possible right now.</summary>
    public enum Shortage
    {
        /// <summary>It is possible.</summary>
        None,

        /// <summary>The person has as many open as one person may.</summary>
        OfThePerson,

        /// <summary>All people together have as many open as the instance bears.</summary>
        OfTheInstance,
    }

    public Shortage ShortageFor(string person)
    {
        lock (_gate)
        {
            return _taken.GetValueOrDefault(person) >= PerPerson ? Shortage.OfThePerson
                : _all >= PerInstance ? Shortage.OfTheInstance
                : Shortage.None;
        }
    }

    /// <returns>False when there is none left; the caller gives nothing back then.</returns>
    public bool TryTake(string person)
    {
        lock (_gate)
        {
            if (ShortageFor(person) != Shortage.None) return false;
            _taken[person] = _taken.GetValueOrDefault(person) + 1;
            _all++;
            return true;
        }
    }

    /// <summary>Gives back what <see cref="TryTake"/> took.</summary>
    public void GiveBack(string person)
    {
        lock (_gate)
        {
            if (--_taken[person] == 0) _taken.Remove(person);
            _all--;
        }
    }
}
