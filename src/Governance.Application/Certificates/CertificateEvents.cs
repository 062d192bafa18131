using Governance.Application.Pipeline;
using Governance.Domain;

namespace Governance.Application.Certificates;

/// <summary>Who renews a certificate of an org changed: it is to be judged anew.</summary>
/// <param name="Org">Which org.</param>
public sealed record CertificateCareChanged(OrgId Org) : IDomainEvent;
