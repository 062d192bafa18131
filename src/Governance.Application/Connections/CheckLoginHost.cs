using FluentValidation;
using Governance.Application.Pipeline;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;

namespace Governance.Application.Connections;

/// <summary>Says whether a login host may be called, before anything else is filled in. Calls nothing.</summary>
public static class CheckLoginHost
{
    /// <param name="Address">As typed.</param>
    [Requires(Permission.ConnectOrg)]
    public sealed record Query(string Address) : IQuery<Origin>;

    /// <param name="Value">What would be called.</param>
    public sealed record Origin(Uri Value);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Address).NotEmpty().WithMessage("Enter the login host.")
            .MaximumLength(Connection.AddressMaxLength);
    }

    internal sealed class Handler(ISalesforceOrg orgs) : IHandler<Query, Origin>
    {
        public Task<Result<Origin>> Handle(Query request, CancellationToken cancellationToken)
        {
            var host = orgs.CheckLoginHost(request.Address.Trim());
            return Task.FromResult<Result<Origin>>(host.Problem is { } refused ? refused : new Origin(host.Value!));
        }
    }
}
