using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;

namespace Governance.Application.Access;

/// <summary>Records a logout token that nobody obeyed. The code says which check failed; nothing of the token is kept.</summary>
public static class RefuseLogout
{
    /// <param name="Code">Dotted, as in logout.bad-signature.</param>
    [Requires(Permission.System)]
    [Audited("access.logout-refused")]
    public sealed record Command(string Code) : ICommand<Done>;

    internal sealed class Handler(AuditDraft audit) : IHandler<Command, Done>
    {
        public Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            audit.On(new AuditSubject("sign-in", "back-channel-logout", "Back-channel logout")).Because(request.Code);
            return Task.FromResult<Result<Done>>(Done.Value);
        }
    }
}
