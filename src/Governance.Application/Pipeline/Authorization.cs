using System.Reflection;
using Governance.Application.Access;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using MediatR;

namespace Governance.Application.Pipeline;

/// <summary>Step 3: looks up what the actor may do now and refuses what the message requires beyond it: a session that
/// still runs, the permission, and for a grave act a fresh sign-in.</summary>
internal sealed class Authorization<TMessage, TAnswer>(CurrentActor current, RoleMap roles, SessionRegister sessions, AuditWriter audit)
    : IPipelineBehavior<TMessage, TAnswer> where TAnswer : IResult<TAnswer>
{
    private static readonly RequiresAttribute? Requires = typeof(TMessage).GetCustomAttribute<RequiresAttribute>();
    private static readonly Permission? Required = Requires?.Permission;
    private static readonly string? Action = typeof(TMessage).GetCustomAttribute<AuditedAttribute>()?.Action;

    // Looking at what one may change is no act.
    private static readonly bool Grave =
        Action is not null && Requires is { Confirmed: false } requires && PermissionMatrix.IsGrave(requires.Permission);

    public async Task<TAnswer> Handle(TMessage request, CancellationToken cancellationToken, RequestHandlerDelegate<TAnswer> next)
    {
        var session = await sessions.RefusalOfAsync(current.Actor, Grave, cancellationToken);
        var rights = await roles.RightsOfAsync(current.Actor, Required, cancellationToken);
        current.Hold(rights);
        // Who lacks the right is not sent to sign in again for nothing.
        var refusal = session == AccessProblems.SessionEnded || rights.Allowed ? session : AccessProblems.Denied(Required);
        if (refusal is null) return await next();

        // A page that is still open asks on until its circuit closes: only acts of an ended session are news.
        if (refusal != AccessProblems.SessionEnded || Action is not null) await RecordAsync(refusal, cancellationToken);
        return TAnswer.Fail(refusal);
    }

    private Task RecordAsync(Problem refusal, CancellationToken ct)
    {
        var name = MessageNames.Of(typeof(TMessage));
        return audit.AppendAloneAsync(
            new AuditRecord(AuditWriter.Describe(current), Action ?? $"query.{name}", new AuditSubject("use-case", name, name), AuditOutcome.Denied)
            {
                Reason = refusal.Code,
                Session = current.Actor.Session,
                SourceIp = current.Actor.SourceIp,
                OnBehalfOf = current.Actor.OnBehalfOf,
            }, ct);
    }
}
