using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Policies;
using Governance.Domain.Requests;

namespace Governance.Application.Requests;

/// <summary>A request came to its end, or what it asks for holds from now on. What it is about follows in the same transaction.</summary>
/// <param name="Request">Which.</param>
/// <param name="Kind">Of what kind.</param>
/// <param name="State">Done, Rejected, Withdrawn or Expired.</param>
/// <param name="Until">The last day agreed to where it was brought forward, UTC; null for the one asked for.</param>
/// <param name="By">Whoever's act that was; null when its time passed.</param>
/// <param name="Reason">In their words; empty when not said.</param>
public sealed record RequestSettled(
    RequestId Request, RequestKind Kind, RequestState State, DateOnly? Until, (string Id, string Name)? By, string Reason) : IDomainEvent;

/// <summary>A person ticked a step of a checklist that is not at its end.</summary>
/// <param name="Request">Which.</param>
public sealed record RequestStepTicked(RequestId Request) : IDomainEvent;

/// <summary>What came back by a return to service goes beyond what was agreed on.</summary>
/// <param name="Id">Which.</param>
/// <param name="OrgGroup">Where.</param>
public sealed record ReturnWidened(RequestId Id, OrgGroupId? OrgGroup) : IDomainEvent;

/// <summary>A request was filed, edited, or went back to those who decide: the stages it goes through are to be found.</summary>
/// <param name="Request">Which; held by the running command.</param>
/// <param name="IsNew">It begins anew; else stages are only added.</param>
internal sealed record RequestOpened(Request Request, bool IsNew) : IDomainEvent;

/// <summary>Rules about how requests are decided are others than before.</summary>
internal sealed record ApprovalRulesChanged : IDomainEvent;

/// <summary>A stage waited too long, or too few of its people are left.</summary>
/// <param name="Id">Which request.</param>
/// <param name="OrgGroup">Null for several.</param>
/// <param name="Risk">As it is now.</param>
public sealed record RequestEscalated(RequestId Id, OrgGroupId? OrgGroup, Severity Risk) : IDomainEvent;

/// <summary>Half of the time to decide a request has passed, and it waits.</summary>
/// <param name="Request">Which.</param>
/// <param name="OrgGroup">Whose people decide; null: who sees all.</param>
/// <param name="ExpiresAt">UTC; from then on it is void.</param>
/// <param name="Approvers">Key of the stage that waits.</param>
public sealed record RequestHalfway(RequestId Request, OrgGroupId? OrgGroup, DateTimeOffset ExpiresAt, string Approvers = "") : IDomainEvent;

/// <summary>A request waits for somebody to decide: it was filed, its risk grew, or its next stage begins.</summary>
/// <param name="Id">Which.</param>
/// <param name="OrgGroup">Null for several.</param>
/// <param name="Risk">As it is now.</param>
/// <param name="Approvers">Key of the stage that waits.</param>
public sealed record RequestWaits(RequestId Id, OrgGroupId? OrgGroup, Severity Risk, string Approvers = "") : IDomainEvent;

/// <summary>As many agreed as are needed, or somebody said no.</summary>
/// <param name="Id">Which.</param>
/// <param name="OrgGroup">Null for several.</param>
/// <param name="AskedById">Actor id of whoever asked.</param>
public sealed record RequestDecided(RequestId Id, OrgGroupId? OrgGroup, string AskedById) : IDomainEvent;

/// <summary>The portal carried it out, could not, or needs whoever asked.</summary>
/// <param name="Id">Which.</param>
/// <param name="OrgGroup">Null for several.</param>
/// <param name="AskedById">Actor id of whoever asked.</param>
public sealed record RequestCameOn(RequestId Id, OrgGroupId? OrgGroup, string AskedById) : IDomainEvent;
