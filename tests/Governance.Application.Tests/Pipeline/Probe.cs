using FluentValidation;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Pipeline;

/// <summary>Messages that do what a test says, sent through the real pipeline.</summary>
internal static class Probe
{
    public const string Action = "test.probed";

    [Requires(Permission.SyncNow)]
    [Audited(Action)]
    public sealed record Command(Func<IServiceProvider, Task<Result<Done>>> Act, string Name = "fine") : ICommand<Done>;

    [Requires(Permission.SyncNow)]
    public sealed record Query(Func<IServiceProvider, Task<Result<Done>>> Act) : IQuery<Done>;

    [Audited("test.unmarked")]
    public sealed record UnmarkedCommand : ICommand<Done>;

    public static void Register(IServiceCollection services)
    {
        services.AddScoped<IRequestHandler<Command, Result<Done>>, CommandHandler>();
        services.AddScoped<IRequestHandler<Query, Result<Done>>, QueryHandler>();
        services.AddScoped<IRequestHandler<UnmarkedCommand, Result<Done>>, UnmarkedHandler>();
        services.AddScoped<IValidator<Command>, Validator>();
    }

    /// <summary>A command that succeeds and changes nothing.</summary>
    public static Command Nothing() => new(_ => Task.FromResult<Result<Done>>(Done.Value));

    /// <summary>A command that acts on the database.</summary>
    public static Command On<TService>(Action<TService> act) where TService : notnull => new(services =>
    {
        act(services.GetRequiredService<TService>());
        return Task.FromResult<Result<Done>>(Done.Value);
    });

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Name).NotEmpty().WithMessage("Give it a name.");
    }

    private sealed class CommandHandler(IServiceProvider services) : IHandler<Command, Done>
    {
        public Task<Result<Done>> Handle(Command request, CancellationToken cancellationToken) => request.Act(services);
    }

    private sealed class QueryHandler(IServiceProvider services) : IHandler<Query, Done>
    {
        public Task<Result<Done>> Handle(Query request, CancellationToken cancellationToken) => request.Act(services);
    }

    private sealed class UnmarkedHandler : IHandler<UnmarkedCommand, Done>
    {
        public Task<Result<Done>> Handle(UnmarkedCommand request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("reached");
    }
}
