using Governance.Application.Incidents;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Catalog;
using Governance.Domain.Policies;
using Governance.Domain.Requests;

namespace Governance.Application.Requests;

/// <summary>What is particular about requests of one kind: everything else is the same for all.</summary>
internal interface IRequestKind
{
    /// <summary>It is about this kind.</summary>
    bool Is(RequestKind kind);

    /// <summary>What deciding takes besides DecideRequest.</summary>
    IReadOnlyList<Permission> DecidedWith { get; }

    /// <summary>Where a request stands after enough people agreed: Approved when a person begins it, Done when it holds at once,
    /// WaitingForPerson when a person does it by a checklist.</summary>
    RequestState AfterApproval { get; }

    /// <summary>How much may go wrong, now.</summary>
    Task<RequestRisk> RiskAsync(Request request, DateTimeOffset now, CancellationToken ct);

    /// <summary>What it asks for in words, with what a decision rests on, now.</summary>
    Task<RequestView> DescribeAsync(Request request, DateTimeOffset now, CancellationToken ct);

    /// <summary>What is particular to it, in words.</summary>
    Task<IReadOnlyList<RequestLine>> SayAsync(RequestKind kind, RequestContent content, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<RequestLine>>([.. content.Fields.Select(f => new RequestLine(f.Key, f.Value))]);

    /// <summary>What is decided on and kept elsewhere, as it is there now (<see cref="RequestWish.Beside"/>).</summary>
    Task<string> BesideAsync(Request request, CancellationToken ct) => Task.FromResult("");

    /// <summary>Why a person can't tick a step of its checklist now, from 0; null when they can.</summary>
    Task<Problem?> StepRefusalAsync(Request request, int step, DateTimeOffset now, CancellationToken ct) => Task.FromResult<Problem?>(null);

    /// <summary>Why what was agreed on can't be carried out any more; null when it can.</summary>
    Task<Problem?> RefusalAsync(Request request, DateTimeOffset now, CancellationToken ct) => Task.FromResult<Problem?>(null);
}

/// <summary>All kinds.</summary>
internal sealed class RequestKinds(IEnumerable<IRequestKind> kinds)
{
    /// <summary>The one that is about requests of this kind.</summary>
    public IRequestKind Of(RequestKind kind) => kinds.Single(k => k.Is(kind));
}

/// <summary>One thing that a request says.</summary>
/// <param name="Term">In a word or two.</param>
/// <param name="Value">May hold org text.</param>
/// <param name="Href">Where it is shown; null for nowhere.</param>
public sealed record RequestLine(string Term, string Value, string? Href = null);

/// <summary>What a decision on a request rests on.</summary>
/// <param name="Says">What is asked for, in words.</param>
public sealed record RequestView(IReadOnlyList<RequestLine> Says)
{
    /// <summary>Of a planned revocation: how many authorizations were asked for; null for other kinds.</summary>
    public int? Asked { get; init; }

    /// <summary>Of a planned revocation: what would be revoked now; null when it can't be told, and for other kinds.</summary>
    public PreviewRevocation.Plan? Stops { get; init; }

    /// <summary>Of a planned revocation: open findings on the authorizations, by rule, gravest first; at most six.</summary>
    public IReadOnlyList<FindingLine> Findings { get; init; } = [];

    /// <summary>Of a policy change; null for other kinds.</summary>
    public PolicyPart? Policy { get; init; }

    /// <summary>Of a publication: the API that is to be published; null where the request carries none.</summary>
    public PublicationPart? Publication { get; init; }

    /// <summary>What the architecture decision table recommends; empty where it was not asked.</summary>
    public IReadOnlyList<RequestLine> Pattern { get; init; } = [];

    /// <summary>Steps that a person does after approval, in order; empty where none is needed.</summary>
    public IReadOnlyList<RequestStep> Steps { get; init; } = [];

    /// <summary>What the portal does itself for it; null where a person does.</summary>
    public ErrandPart? Errand { get; init; }

    /// <param name="Does">What it is, one sentence.</param>
    /// <param name="State">How far it came; null before.</param>
    /// <param name="Said">What came of it last; empty before.</param>
    /// <param name="ProvenAt">Start of the fresh read that showed it done, UTC.</param>
    /// <param name="EndsAt">When it is taken back, UTC; null where it stays.</param>
    /// <param name="EndedAt">Start of the fresh read that showed it taken back, UTC.</param>
    public sealed record ErrandPart(string Does, ErrandState? State, string Said, DateTimeOffset? ProvenAt, DateTimeOffset? EndsAt, DateTimeOffset? EndedAt)
    {
        /// <summary>How it was before is kept, and may be asked for.</summary>
        public bool CanGoBack { get; init; }
    }

    /// <param name="Hash">SHA-256 of the specification.</param>
    /// <param name="IsRead">It is kept, and can be read.</param>
    /// <param name="Operations">In the author's order, at most <see cref="MostOperations"/>. Texts are the author's.</param>
    /// <param name="OperationCount">How many there are.</param>
    /// <param name="Entry">What is known under that name in that org; null when nothing is.</param>
    /// <param name="Change">The gravest change against what is published there; null when there is nothing to compare with.</param>
    /// <param name="Changes">Gravest first, at most <see cref="MostChanges"/>.</param>
    /// <param name="ChangeCount">How many there are.</param>
    public sealed record PublicationPart(
        string Hash, bool IsRead, IReadOnlyList<ApiOperation> Operations, int OperationCount, CatalogEntryId? Entry, SpecChangeKind? Change,
        IReadOnlyList<SpecChange> Changes, int ChangeCount)
    {
        /// <summary>Most operations that are listed.</summary>
        public const int MostOperations = 300;

        /// <summary>Most changes that are listed.</summary>
        public const int MostChanges = 100;

        /// <summary>Most notes that are listed.</summary>
        public const int MostNotes = 50;

        /// <summary>Addresses it names, as text; AppLink does not go by them.</summary>
        public IReadOnlyList<string> Servers { get; init; } = [];

        /// <summary>What the reader noticed.</summary>
        public IReadOnlyList<SpecNote> Notes { get; init; } = [];
    }

    /// <param name="RuleId">Which rule.</param>
    /// <param name="Title">What it asks for.</param>
    /// <param name="Severity">How grave.</param>
    /// <param name="Count">On how many of the authorizations.</param>
    public sealed record FindingLine(string RuleId, string Title, Severity Severity, int Count);

    /// <param name="Differences">From the policy as it holds now.</param>
    /// <param name="Preview">What it would do; null while that is being judged.</param>
    public sealed record PolicyPart(IReadOnlyList<PolicyDifference> Differences, ChangePreview? Preview);
}

/// <summary>One step that a person does.</summary>
/// <param name="Does">As an instruction.</param>
/// <param name="Href">Where it is done: in Salesforce Setup, or a page of the portal; null when that is not known.</param>
/// <param name="Where">What that place is called; null without one.</param>
public sealed record RequestStep(string Does, string? Href = null, string? Where = null)
{
    /// <summary>It is ticked when it has happened; nobody ticks it by hand.</summary>
    public bool IsByItself { get; init; }
}
