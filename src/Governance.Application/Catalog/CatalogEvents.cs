using Governance.Application.Pipeline;
using Governance.Domain;

namespace Governance.Application.Catalog;

/// <summary>Somebody declared what a spec should be: what the org holds may differ from it now.</summary>
/// <param name="Org">Of which org.</param>
public sealed record SpecDeclared(OrgId Org) : IDomainEvent;
