using Governance.Domain.Audit;

namespace Governance.Application.Pipeline;

/// <summary>What the running command wants its audit entry to say. One per DI scope; the pipeline writes it.</summary>
public sealed class AuditDraft
{
    internal AuditSubject? Subject { get; private set; }

    internal string? ReasonText { get; private set; }

    internal AuditFields? BeforeFields { get; private set; }

    internal AuditFields? AfterFields { get; private set; }

    internal string? RequestName { get; private set; }

    internal string? IncidentName { get; private set; }

    /// <summary>What was acted on.</summary>
    public AuditDraft On(AuditSubject subject)
    {
        Subject = subject;
        return this;
    }

    /// <summary>Why, in the person's words.</summary>
    public AuditDraft Because(string? reason)
    {
        ReasonText = reason;
        return this;
    }

    /// <summary>Fields as they were.</summary>
    public AuditDraft Before(AuditFields? fields)
    {
        BeforeFields = fields;
        return this;
    }

    /// <summary>Fields as they are now.</summary>
    public AuditDraft After(AuditFields? fields)
    {
        AfterFields = fields;
        return this;
    }

    /// <summary>The request it belongs to, as in REQ-0001.</summary>
    public AuditDraft For(string request)
    {
        RequestName = request;
        return this;
    }

    /// <summary>The incident it belongs to, as in INC-0001.</summary>
    public AuditDraft Within(string incident)
    {
        IncidentName = incident;
        return this;
    }

    internal void Clear() =>
        (Subject, ReasonText, BeforeFields, AfterFields, RequestName, IncidentName) = (null, null, null, null, null, null);
}
