using Governance.Application.Data;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Orgs;

namespace Governance.Application.Orgs;

/// <summary>Which orgs: every condition must hold. Equal by value.</summary>
public sealed record OrgFilter
{
    /// <summary>In this state. Null for any but disconnected: what a person ended is asked for by name.</summary>
    public ConnectionState? State { get; init; }

    /// <summary>Of this kind; null for any. An org that never answered has none.</summary>
    public OrgEnvironment? Environment { get; init; }

    /// <summary>In this group; null for any of the actor's.</summary>
    public OrgGroupId? Group { get; init; }

    /// <summary>True for orgs whose last complete read is older than <see cref="Freshness.Limit"/>, or was never made.</summary>
    public bool NotFresh { get; init; }

    internal IQueryable<Connection> Apply(GovernanceDb db, IQueryable<Connection> all, DateTimeOffset now)
    {
        all = State is { } state ? all.Where(c => c.State == state) : all.Where(c => c.State != ConnectionState.Disconnected);
        if (Group is { } group) all = all.Where(c => c.OrgGroupId == group);
        if (Environment is { } environment) all = all.Where(c => db.Orgs.Any(o => o.Id == c.OrgId && o.Environment == environment));
        if (NotFresh)
        {
            var limit = now - Freshness.Limit;
            all = all.Where(c => !db.Capabilities.Any(s =>
                s.ConnectionId == c.Id && s.Capability == Capability.Authorizations && s.AsOf >= limit));
        }
        return all;
    }
}
