using Governance.Application.Pipeline;
using Governance.Domain;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Web.Tests.Audit;

/// <summary>Answers messages by what a test scripted, behind the real runner.</summary>
internal sealed class ScriptedUseCases : IMediator
{
    private readonly Dictionary<Type, Func<object, CancellationToken, Task<object?>>> _answers = [];

    /// <summary>Everything that was sent.</summary>
    public List<object> Sent { get; } = [];

    /// <summary>Answers a message so.</summary>
    public ScriptedUseCases On<TMessage, T>(Func<TMessage, Result<T>> answer) where TMessage : IMessage<T>
    {
        _answers[typeof(TMessage)] = (message, _) => Task.FromResult<object?>(answer((TMessage)message));
        return this;
    }

    /// <summary>Never answers.</summary>
    public ScriptedUseCases Hang<TMessage>()
    {
        _answers[typeof(TMessage)] = async (_, ct) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            return null;
        };
        return this;
    }

    public void AddTo(IServiceCollection services) => services.AddSingleton<IMediator>(this)
        .AddScoped<CurrentActor>().AddSingleton<UseCaseRunner>().AddScoped<UseCases>();

#pragma warning disable VSTHRD200 // The mediator's names.
    public async Task<TResponse> Send<TResponse>(IRequest<TResponse> request, CancellationToken cancellationToken = default)
    {
        Sent.Add(request);
        return (TResponse)(await _answers[request.GetType()](request, cancellationToken))!;
    }

    public Task<object?> Send(object request, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task Publish(object notification, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task Publish<TNotification>(TNotification notification, CancellationToken cancellationToken = default)
        where TNotification : INotification => throw new NotSupportedException();
#pragma warning restore VSTHRD200
}
