using System.Reflection;
using Governance.Domain;
using MediatR;

namespace Governance.Application.Pipeline;

/// <summary>Step 3: refuses a person what they send too often, before anything is read for it. Jobs and the command line
/// are not counted: they do what people asked for.</summary>
internal sealed class Rates<TMessage, TAnswer>(CurrentActor current, MessageRates rates, Denials denials)
    : IPipelineBehavior<TMessage, TAnswer> where TAnswer : IResult<TAnswer>
{
    private static readonly string? Action = typeof(TMessage).GetCustomAttribute<AuditedAttribute>()?.Action;
    private static readonly Rate? Counted = typeof(TMessage).GetCustomAttribute<RatedAttribute>()?.Rate ?? (Action is null ? null : Rate.Commands);

    public async Task<TAnswer> Handle(TMessage request, CancellationToken cancellationToken, RequestHandlerDelegate<TAnswer> next)
    {
        if (Counted is not { } rate || !current.Actor.IsPerson || rates.Take(current.Actor.Id, rate) is not { } refusal) return await next();
        await denials.RecordAsync(current, Action, MessageNames.Of(typeof(TMessage)), refusal, cancellationToken);
        return TAnswer.Fail(refusal);
    }
}
