using Governance.Application.Pipeline;

namespace Governance.Application.Heroku;

/// <summary>A read of a Heroku account was taken over: what add-ons hold and publish may be different now.</summary>
public sealed record AppLinkRecorded : IDomainEvent;

/// <summary>A Heroku account answered, and is connected from now on.</summary>
/// <param name="Mail">Whose it is.</param>
public sealed record HerokuConnected(string Mail) : IDomainEvent;
