using System.Reflection;
using Governance.Application.Access;
using Governance.Domain;
using Governance.Domain.Access;
using MediatR;

namespace Governance.Application.Pipeline;

/// <summary>Step 4: looks up what the actor may do now and refuses what the message requires beyond it: a session that
/// still runs, the permission, and for a grave act a fresh sign-in and the identity provider's word.</summary>
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
        var ended = await sessions.EnterAsync(current, cancellationToken);
        var denied = await HoldAsync(cancellationToken);
        var refusal = ended ?? denied;
        // Who lacks the right is not sent to sign in again for nothing; who has it may have lost it a moment ago.
        if (refusal is null && (Grave || request is IGraveByContent { IsGrave: true })) refusal = await sessions.ConfirmAsync(current, cancellationToken) ?? await HoldAsync(cancellationToken);
        if (refusal is null) return await next();

        // A page that is still open asks on until its circuit closes: only acts of an ended session are news.
        if (refusal != AccessProblems.SessionEnded || Action is not null)
            await denials.RecordAsync(current, Action, MessageNames.Of(typeof(TMessage)), refusal, cancellationToken);
        return TAnswer.Fail(refusal);
    }

    /// <summary>Looks the rights up; null when they are enough.</summary>
    private async Task<Problem?> HoldAsync(CancellationToken ct)
    {
        var rights = await roles.RightsOfAsync(current.Actor, Required, ct);
        current.Hold(rights);
        return rights.Allowed ? null : AccessProblems.Denied(Required);
    }
}
