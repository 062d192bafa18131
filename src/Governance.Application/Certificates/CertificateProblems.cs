using Governance.Domain;

namespace Governance.Application.Certificates;

/// <summary>What can be wrong about certificates.</summary>
public static class CertificateProblems
{
    /// <summary>No such certificate in scope.</summary>
    public static Problem NotFound { get; } = Problem.NotFound("certificates.not-found", "There is no such certificate here.");

    /// <summary>Somebody else changed what is arranged since the form was opened.</summary>
    public static Problem Changed { get; } = Problem.Conflict("certificates.changed",
        "Somebody else changed owner, plan or reminder of this certificate after you opened it. Nothing was saved. Close it, open it again and repeat your change.");

    /// <summary>It vanished from its org.</summary>
    public static Problem Gone { get; } = Problem.Conflict("certificates.gone",
        "The certificate is gone from its org, so nothing can be arranged for it any more.");

    /// <summary>A plan for a day that is over.</summary>
    public static Problem DayOver { get; } = Problem.Invalid("certificates.day-over", "The planned day is over. Choose today or a later day (UTC).");

    /// <summary>The reminder is not the one that was looked at.</summary>
    public static Problem OtherStep { get; } = Problem.Conflict("certificates.other-step",
        "That reminder is over or not due: another step counts now. Nothing was acknowledged. Look at the certificate again.");

    /// <summary>Somebody was first.</summary>
    public static Problem Acknowledged { get; } = Problem.Conflict("certificates.acknowledged",
        "Somebody acknowledged this reminder already. It rests until the next step.");
}
