namespace Governance.Domain.Requests;

/// <summary>What somebody says to a request.</summary>
public enum RequestVerdict
{
    /// <summary>Yes, as it was shown.</summary>
    Approve,

    /// <summary>No.</summary>
    Reject,
}

/// <summary>One person's verdict on a request as it stood: who, when, why, and on which content.</summary>
public sealed class RequestDecision
{
    private RequestDecision() { }

    internal RequestDecision(
        RequestId request, (string Id, string Name) by, RequestVerdict verdict, string reason, string contentHash, DateOnly? until, StagePlace place, DateTimeOffset now) =>
        (Id, RequestId, PersonId, Person, Verdict, Reason, ContentHash, Until, Stage, InPlace, At) =
            (Guid.CreateVersion7(), request, by.Id, by.Name, verdict, Text.Bounded(reason.Trim(), Request.ReasonMaxLength), contentHash, until, place.Stage, place.InPlace, now);

    /// <summary>Ours.</summary>
    public Guid Id { get; private set; }

    /// <summary>On what.</summary>
    public RequestId RequestId { get; private set; }

    /// <summary>Actor id.</summary>
    public string PersonId { get; private set; } = "";

    /// <summary>Their name at the time.</summary>
    public string Person { get; private set; } = "";

    /// <summary>What they said.</summary>
    public RequestVerdict Verdict { get; private set; }

    /// <summary>Why; empty when they did not say.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>SHA-256 of the content they were shown, hex.</summary>
    public string ContentHash { get; private set; } = "";

    /// <summary>They agreed to a last day earlier than asked for, UTC; null to the one asked for.</summary>
    public DateOnly? Until { get; private set; }

    /// <summary>Key of the stage in which it counts; empty for the one of all who may decide.</summary>
    public string Stage { get; private set; } = "";

    /// <summary>Given by a reviewer of all org groups in place of the stage's people, of whom too few were left.</summary>
    public bool InPlace { get; private set; }

    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; private set; }
}
