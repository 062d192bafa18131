using Governance.Domain.Connections;
using Governance.Domain.Heroku;

namespace Governance.Application.Heroku;

/// <summary>A Heroku account in a limited view: state and age follow from the add-ons seen, not from all it holds.</summary>
internal static class LimitedHeroku
{
    /// <summary>What cannot be read elsewhere does not show here.</summary>
    public static ConnectionState StateOf(HerokuAccount account, IEnumerable<AppLinkAddon> seen) => !account.IsUsable
        ? account.State
        : seen.Any(a => a.GoneAt is null && a.Trouble is not null) ? ConnectionState.Degraded : ConnectionState.Connected;

    /// <summary>Of the add-on read longest ago; null when one was never read completely.</summary>
    public static DateTimeOffset? AsOf(IEnumerable<AppLinkAddon> seen)
    {
        var ages = seen.Where(a => a.GoneAt is null).Select(a => a.AsOf).ToList();
        return ages.Contains(null) ? null : ages.Min();
    }
}
