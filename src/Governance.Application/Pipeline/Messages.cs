using Governance.Domain;
using MediatR;

namespace Governance.Application.Pipeline;

/// <summary>A use case's message. The only file, with UseCaseRunner, that names the mediator.</summary>
/// <typeparam name="T">What it answers.</typeparam>
public interface IMessage<T> : IRequest<Result<T>>;

/// <summary>Changes something; runs in a transaction with its audit entry.</summary>
/// <typeparam name="T">What it answers.</typeparam>
public interface ICommand<T> : IMessage<T>;

/// <summary>Reads; changes nothing and tracks nothing.</summary>
/// <typeparam name="T">What it answers.</typeparam>
public interface IQuery<T> : IMessage<T>;

/// <summary>Carries out one message.</summary>
/// <typeparam name="TMessage">The message.</typeparam>
/// <typeparam name="T">What it answers.</typeparam>
public interface IHandler<TMessage, T> : IRequestHandler<TMessage, Result<T>> where TMessage : IMessage<T>;

/// <summary>Something that happened within a command; handled in the same transaction.</summary>
public interface IDomainEvent;

/// <summary>An effect in another slice.</summary>
/// <typeparam name="TEvent">What happened.</typeparam>
public interface IEventHandler<in TEvent> where TEvent : IDomainEvent
{
    /// <summary>Runs before the transaction is saved; an exception rolls everything back.</summary>
    Task HandleAsync(TEvent happened, CancellationToken ct);
}
