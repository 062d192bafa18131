using Governance.Domain;

namespace Governance.Application.Certificates;

/// <summary>What can be wrong about certificates.</summary>
public static class CertificateProblems
{
    /// <summary>No such certificate in scope.</summary>
    public static Problem NotFound { get; } = Problem.NotFound("certificates.not-found", "There is no such certificate here.");
}
