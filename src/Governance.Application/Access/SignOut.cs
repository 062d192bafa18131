using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;

namespace Governance.Application.Access;

/// <summary>Records a sign-out.</summary>
public static class SignOut
{
    /// <param name="PersonId">Whose session ended.</param>
    /// <param name="Name">Label.</param>
    [Requires(Permission.System)]
    [Audited("access.signed-out")]
    public sealed record Command(string PersonId, string Name) : ICommand<Done>;

    internal sealed class Handler(AuditDraft audit) : IHandler<Command, Done>
    {
        public Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            audit.On(new AuditSubject("person", request.PersonId, request.Name));
            return Task.FromResult<Result<Done>>(Done.Value);
        }
    }
}
