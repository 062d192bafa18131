using FluentValidation;
using Governance.Domain;
using MediatR;

namespace Governance.Application.Pipeline;

/// <summary>Step 5: the form shows exactly what the server decided.</summary>
internal sealed class Validation<TMessage, TAnswer>(IEnumerable<IValidator<TMessage>> validators)
    : IPipelineBehavior<TMessage, TAnswer> where TAnswer : IResult<TAnswer>
{
    public async Task<TAnswer> Handle(TMessage request, CancellationToken cancellationToken, RequestHandlerDelegate<TAnswer> next)
    {
        var fields = new Dictionary<string, string>();
        foreach (var validator in validators)
        {
            var answer = await validator.ValidateAsync(request, cancellationToken);
            foreach (var error in answer.Errors) fields.TryAdd(error.PropertyName, error.ErrorMessage);
        }
        if (fields.Count == 0) return await next();
        return TAnswer.Fail(new Problem(
            ProblemKind.Invalid, "message.invalid", string.Join(" ", fields.Values.Distinct()), fields));
    }
}
