using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;

namespace Governance.Application.Audit;

/// <summary>Hands out the public part of the key that signs heads, for a check without the portal. Whoever checks must get
/// it by another way than the export: a forged export brings a key of its own.</summary>
public static class ExportAuditKey
{
    /// <summary>Nothing to choose: there is one key.</summary>
    [Requires(Permission.ExportAudit)]
    [Audited("audit.key-exported")]
    public sealed record Command : ICommand<PublicKey>;

    /// <param name="Pem">SubjectPublicKeyInfo; never the private part.</param>
    /// <param name="KeyId">See <see cref="AuditHead.KeyId"/>; to be read out and compared.</param>
    public sealed record PublicKey(string Pem, string KeyId);

    internal sealed class Handler(IAuditKey keys, AuditDraft audit) : IHandler<Command, PublicKey>
    {
        public async Task<Result<PublicKey>> Handle(Command request, CancellationToken cancellationToken)
        {
            using var key = await keys.OpenAsync(cancellationToken);
            var id = AuditHead.KeyIdOf(key);
            audit.On(new AuditSubject("audit-key", id, "Public key of the audit"));
            return new PublicKey(key.ExportSubjectPublicKeyInfoPem(), id);
        }
    }
}
