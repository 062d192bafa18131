using Governance.Application.Pipeline;
using Governance.Domain;

namespace Governance.Application.Connections;

/// <summary>A connection that worked works again only when a person reconnects it.</summary>
/// <param name="Subject">Our id of the connection, or of the Heroku account.</param>
/// <param name="OrgGroup">Null for a Heroku account: its token belongs to no org group.</param>
public sealed record ReconnectNeeded(Guid Subject, OrgGroupId? OrgGroup) : IDomainEvent;

/// <summary>A connection ended, and the portal forgot its credentials.</summary>
/// <param name="Connection">Which.</param>
public sealed record CredentialsForgotten(ConnectionId Connection) : IDomainEvent;
