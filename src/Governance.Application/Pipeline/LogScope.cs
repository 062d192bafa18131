using System.Diagnostics;
using Governance.Domain;
using MediatR;
using Microsoft.Extensions.Logging;

namespace Governance.Application.Pipeline;

/// <summary>Step 1: timing, span and log scope. Logs the message's name, never the message.</summary>
internal sealed class LogScope<TMessage, TAnswer>(CurrentActor current, ILogger<UseCaseRunner> log)
    : IPipelineBehavior<TMessage, TAnswer> where TAnswer : IResult<TAnswer>
{
    public async Task<TAnswer> Handle(TMessage request, CancellationToken cancellationToken, RequestHandlerDelegate<TAnswer> next)
    {
        var name = MessageNames.Of(typeof(TMessage));
        using var scope = log.BeginScope("{UseCase} by {Actor}", name, current.Actor.Id);
        using var span = Telemetry.Begin(name);
        var started = Stopwatch.GetTimestamp();
        var answer = await next();
        Telemetry.UseCaseEnded(span, name, answer.Problem?.Kind, started);
        var level = answer.Problem switch
        {
            null => LogLevel.Debug,
            { Kind: ProblemKind.Broken } => LogLevel.Error,
            _ => LogLevel.Information,
        };
        log.Log(level, "{UseCase} by {Actor} took {Milliseconds} ms: {Outcome}", name, current.Actor.Id,
            (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds, answer.Problem?.Code ?? "done");
        return answer;
    }
}

/// <summary>The name of a use case: the static class around its message.</summary>
internal static class MessageNames
{
    public static string Of(Type message) => message.DeclaringType?.Name ?? message.Name;
}
