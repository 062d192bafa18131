using FluentValidation;
using Governance.Domain.Incidents;

namespace Governance.Application.Incidents;

/// <summary>Why a containment is declared, as everything that declares one asks for it.</summary>
internal static class IncidentReason
{
    /// <summary>10 to 2,000 characters; white space at the ends does not count.</summary>
    public static void IsIncidentReason<T>(this IRuleBuilder<T, string> reason) => reason
        .Must(r => r?.Trim().Length >= Incident.ReasonMinLength)
        .WithMessage($"Give a reason of at least {Incident.ReasonMinLength} characters: it stays in the audit.")
        .MaximumLength(Incident.ReasonMaxLength);
}
