using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>Somebody who sees a request says something on it, at any time. It changes nothing and is kept for good.</summary>
public static class CommentOnRequest
{
    /// <summary>Most notes of one request, comments and all else.</summary>
    public const int Most = 500;

    /// <param name="Id">Which request.</param>
    /// <param name="Text">1 to 2,000 characters.</param>
    [Requires(Permission.ViewRequests)]
    [Audited("request.commented")]
    public sealed record Command(RequestId Id, string Text) : ICommand<Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Text).Must(t => !string.IsNullOrWhiteSpace(t)).WithMessage("Write something.").MaximumLength(Request.ReasonMaxLength);
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Done>
    {
        public async Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken)
        {
            if (RoleMapLines.PersonOf(current) is not { } by) return RequestProblems.PersonNeeded;
            if (await db.Requests.SingleOrDefaultAsync(r => r.Id == request.Id, cancellationToken) is not { } found) return RequestProblems.NotFound;
            audit.On(found.Subject()).For(found.Name).Because(request.Text.Trim());
            if (found.State == RequestState.Draft) return RequestProblems.NotOpen;
            if (await db.Set<RequestNote>().CountAsync(n => n.RequestId == found.Id, cancellationToken) >= Most) return RequestProblems.TooManyNotes;
            found.Comment(request.Text, by, clock.GetUtcNow());
            return Done.Value;
        }
    }
}
