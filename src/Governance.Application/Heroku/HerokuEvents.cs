using Governance.Application.Pipeline;

namespace Governance.Application.Heroku;

/// <summary>A read of a Heroku account was taken over: what add-ons hold and publish may be different now.</summary>
public sealed record AppLinkRecorded : IDomainEvent;
