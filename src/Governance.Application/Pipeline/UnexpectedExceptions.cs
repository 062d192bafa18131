using Governance.Domain;
using MediatR;
using Microsoft.Extensions.Logging;

namespace Governance.Application.Pipeline;

/// <summary>Step 2: what nobody foresaw is logged under a reference number; the person sees the number only.</summary>
internal sealed class UnexpectedExceptions<TMessage, TAnswer>(ILogger<UseCaseRunner> log)
    : IPipelineBehavior<TMessage, TAnswer> where TAnswer : IResult<TAnswer>
{
    public async Task<TAnswer> Handle(TMessage request, CancellationToken cancellationToken, RequestHandlerDelegate<TAnswer> next)
    {
        try
        {
            return await next();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The one place that turns any fault into an answer.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            var reference = Guid.NewGuid().ToString("N")[..8];
            log.LogError(fault, "Unexpected fault {Reference} in {UseCase}", reference, MessageNames.Of(typeof(TMessage)));
            return TAnswer.Fail(new Problem(ProblemKind.Broken, "portal.unexpected",
                $"Something broke inside the portal, and nothing was changed. Try again; if it stays, report reference {reference}."));
        }
    }
}
