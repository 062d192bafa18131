using Governance.Application.Pipeline;
using Governance.Domain;

namespace Governance.Application.Vendors;

/// <summary>A vendor came, changed its match rules, or went: every authorization may belong to another one now.</summary>
public sealed record VendorRulesChanged : IDomainEvent;

/// <summary>What is recorded of a vendor beside its rules changed: what it runs is to be judged anew.</summary>
/// <param name="Vendor">Which one.</param>
public sealed record VendorDescribed(VendorId Vendor) : IDomainEvent;
