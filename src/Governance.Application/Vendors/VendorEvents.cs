using Governance.Application.Pipeline;

namespace Governance.Application.Vendors;

/// <summary>A vendor came, changed its match rules, or went: every authorization may belong to another one now.</summary>
public sealed record VendorRulesChanged : IDomainEvent;
