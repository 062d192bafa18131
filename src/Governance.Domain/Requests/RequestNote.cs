namespace Governance.Domain.Requests;

/// <summary>What a note of a request says.</summary>
public enum RequestNoteKind
{
    /// <summary>Somebody who sees it said something.</summary>
    Comment,

    /// <summary>The asker changed what is asked for: earlier approvals count no more.</summary>
    Edited,

    /// <summary>A person did one step of the checklist.</summary>
    Ticked,

    /// <summary>A person could not do it.</summary>
    Failed,
}

/// <summary>Something a person wrote on a request besides a verdict: who, when, what. Never changed, never taken back.</summary>
public sealed class RequestNote
{
    private RequestNote() { }

    internal RequestNote(RequestId request, RequestNoteKind kind, string text, (string Id, string Name) by, DateTimeOffset now) =>
        (Id, RequestId, Kind, Text, PersonId, Person, At) =
            (Guid.CreateVersion7(), request, kind, Domain.Text.Bounded(text.Trim(), Request.ReasonMaxLength), by.Id, by.Name, now);

    /// <summary>Ours.</summary>
    public Guid Id { get; private set; }

    /// <summary>On what.</summary>
    public RequestId RequestId { get; private set; }

    /// <summary>What it says.</summary>
    public RequestNoteKind Kind { get; private set; }

    /// <summary>In the person's words; of an edit the reason as it was before.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Which step of the checklist, from 0; null for what is none.</summary>
    public int? Step { get; internal init; }

    /// <summary>What was asked for before an edit; null for what is none.</summary>
    public string? ContentBefore { get; internal init; }

    /// <summary>What it was called before an edit; null for what is none.</summary>
    public string? TitleBefore { get; internal init; }

    /// <summary>Actor id.</summary>
    public string PersonId { get; private set; } = "";

    /// <summary>Their name at the time.</summary>
    public string Person { get; private set; } = "";

    /// <summary>UTC.</summary>
    public DateTimeOffset At { get; private set; }
}
