using System.Reflection;
using Governance.Application.Access;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using MediatR;

namespace Governance.Application.Pipeline;

/// <summary>Step 3: looks up what the actor may do now and refuses what the message requires beyond it.</summary>
internal sealed class Authorization<TMessage, TAnswer>(CurrentActor current, RoleMap roles, AuditWriter audit)
    : IPipelineBehavior<TMessage, TAnswer> where TAnswer : IResult<TAnswer>
{
    private static readonly Permission? Required = typeof(TMessage).GetCustomAttribute<RequiresAttribute>()?.Permission;

    public async Task<TAnswer> Handle(TMessage request, CancellationToken cancellationToken, RequestHandlerDelegate<TAnswer> next)
    {
        var rights = await roles.RightsOfAsync(current.Actor, Required, cancellationToken);
        current.Hold(rights.Roles, rights.Scope, rights.ScopeNames);
        if (rights.Allowed) return await next();

        var name = MessageNames.Of(typeof(TMessage));
        var code = typeof(TMessage).GetCustomAttribute<AuditedAttribute>()?.Action ?? $"query.{name}";
        await audit.AppendAloneAsync(
            new AuditRecord(AuditWriter.Describe(current), code, new AuditSubject("use-case", name, name), AuditOutcome.Denied)
            {
                Reason = "access.denied",
                Session = current.Actor.Session,
                SourceIp = current.Actor.SourceIp,
                OnBehalfOf = current.Actor.OnBehalfOf,
            }, cancellationToken);
        return TAnswer.Fail(AccessProblems.Denied(Required));
    }
}
