using Governance.Application.Pipeline;
using Governance.Domain.Integrations;

namespace Governance.Application.Integrations;

/// <summary>What belongs to an integration, or what is recorded of it, changed: it and what it claims are to be judged anew.</summary>
/// <param name="Parts">What belongs to it, and what did before.</param>
public sealed record IntegrationChanged(IReadOnlyList<IntegrationPart> Parts) : IDomainEvent;
