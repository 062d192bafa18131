using Governance.Application.Pipeline;

namespace Governance.Application.Access;

/// <summary>A line of the role map was proposed, more or less.</summary>
public sealed record RoleMapChangeProposed : IDomainEvent;

/// <summary>The role map is another.</summary>
public sealed record RoleMapChanged : IDomainEvent;

/// <summary>Somebody was blocked or let in again, or is in other groups than before.</summary>
public sealed record PeopleChanged : IDomainEvent;

/// <summary>There are other org groups than before.</summary>
/// <param name="Count">How many changed.</param>
public sealed record OrgGroupsChanged(int Count) : IDomainEvent;

/// <summary>Somebody signed in by a one-time code.</summary>
public sealed record EmergencyCodeUsed : IDomainEvent;
