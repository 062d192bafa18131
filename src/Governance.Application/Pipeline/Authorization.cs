using System.Reflection;
using Governance.Application.Access;
using Governance.Domain;
using Governance.Domain.Access;
using MediatR;

namespace Governance.Application.Pipeline;

/// <summary>Step 4: looks up what the actor may do now and refuses what the message requires beyond it: a session that
/// still runs, the permission, and for a grave act a fresh sign-in.</summary>
internal sealed class Authorization<TMessage, TAnswer>(CurrentActor current, RoleMap roles, SessionRegister sessions, Denials denials)
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
        if (refusal != AccessProblems.SessionEnded || Action is not null)
            await denials.RecordAsync(current, Action, MessageNames.Of(typeof(TMessage)), refusal, cancellationToken);
        return TAnswer.Fail(refusal);
    }
}
