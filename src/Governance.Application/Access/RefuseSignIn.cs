using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;

namespace Governance.Application.Access;

/// <summary>Records a refused sign-in. The code says which check failed; nothing of the token is kept.</summary>
public static class RefuseSignIn
{
    /// <param name="Code">Dotted, as in sign-in.wrong-nonce.</param>
    [Requires(Permission.System)]
    [Audited("access.sign-in-refused")]
    public sealed record Command(string Code) : ICommand<Done>;

    internal sealed class Handler(AuditDraft audit) : IHandler<Command, Done>
    {
        public Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            audit.On(new AuditSubject("sign-in", "sign-in", "Sign-in")).Because(request.Code);
            return Task.FromResult<Result<Done>>(Done.Value);
        }
    }
}
