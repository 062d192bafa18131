using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;

namespace Governance.Application.Connections;

/// <summary>Makes a key pair for the portal's client app in an org. The private key goes into the secret store and stays
/// there; the certificate is what the admin uploads.</summary>
public static class MakeKeyPair
{
    /// <summary>A key of 3,072 bits and a certificate for a year.</summary>
    [Requires(Permission.ConnectOrg)]
    [Audited("connection.key-pair-made")]
    public sealed record Command : ICommand<Receipt>;

    /// <param name="Ticket">Names the private key in StartConnection and Reconnect; for one hour.</param>
    /// <param name="Certificate">PEM; public.</param>
    /// <param name="Thumbprint">SHA-256 of the certificate, hex.</param>
    /// <param name="EndsAt">When the certificate expires, UTC.</param>
    public sealed record Receipt(Guid Ticket, string Certificate, string Thumbprint, DateTimeOffset EndsAt);

    internal sealed class Handler(SecretIntake intake, AuditDraft audit) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var made = await intake.MakeKeyPairAsync(cancellationToken);
            audit.On(new AuditSubject("certificate", made.Thumbprint, SecretIntake.CertificateName))
                .After(new AuditFields().Add("endsAt", made.EndsAt).Add("keyBits", SecretIntake.MadeKeyBits));
            return made;
        }
    }
}
