using Governance.Application.Data;
using Governance.Domain;
using MediatR;
using Microsoft.Extensions.Logging;

namespace Governance.Application.Pipeline;

/// <summary>Step 2: what nobody foresaw is logged under a reference number; the person sees the number only. A database that
/// does not answer is foreseen, and named.</summary>
internal sealed class UnexpectedExceptions<TMessage, TAnswer>(IDatabaseProvider provider, ILogger<UseCaseRunner> log)
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
        catch (Exception fault) when (provider.Classify(fault) == DatabaseFault.Unavailable)
        {
            log.LogWarning(fault, "The database did not answer {UseCase}", MessageNames.Of(typeof(TMessage)));
            return TAnswer.Fail(DatabaseProblems.Away);
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

/// <summary>What a message meets before its own work begins.</summary>
public static class DatabaseProblems
{
    /// <summary>Kind Broken: portal.database-away.</summary>
    public static readonly Problem Away = new(ProblemKind.Broken, "portal.database-away",
        "The portal’s database does not answer. Nothing was changed. Try again in a moment; running containments go on when it does.");
}
