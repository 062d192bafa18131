using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Filters;

/// <summary>Keeps what a person filters a list by, under a name of theirs. The same name again replaces it.</summary>
public static class SaveFilter
{
    internal const string SubjectType = "saved-filter";

    /// <param name="List">Which list.</param>
    /// <param name="Name">What they call it.</param>
    /// <param name="FilterQuery">What stands after the question mark of the list's address; empty for everything.</param>
    [Requires(Permission.Search)]
    [Audited("filter.saved")]
    public sealed record Command(FilteredList List, string Name, string FilterQuery) : ICommand<Guid>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.List).IsInEnum();
            RuleFor(c => c.Name).Must(n => !string.IsNullOrWhiteSpace(n)).WithMessage("Give the filter a name.")
                .MaximumLength(SavedFilter.NameMaxLength).WithMessage("A name has at most 60 characters.");
            RuleFor(c => c.FilterQuery).NotNull().MaximumLength(SavedFilter.QueryMaxLength).WithMessage("This filter is too long to be saved.")
                .Must(q => q is null || q.All(IsQuery)).WithMessage("This address can’t be saved.");
        }

        // What a query may hold (RFC 3986 §3.4): with it behind a list's own path no other place can be named.
        private static bool IsQuery(char c) => char.IsAsciiLetterOrDigit(c) || "-._~!$&'()*+,;=:@/?%".Contains(c, StringComparison.Ordinal);
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, AuditDraft audit, TimeProvider clock) : IHandler<Command, Guid>
    {
        public async Task<Result<Guid>> Handle(Command request, CancellationToken cancellationToken)
        {
            var (owner, name, now) = (current.Actor.Id, Text.Bounded(request.Name.Trim(), SavedFilter.NameMaxLength), clock.GetUtcNow());
            var filter = await db.SavedFilters.SingleOrDefaultAsync(f => f.OwnerId == owner && f.List == request.List && f.Name == name, cancellationToken);
            if (filter is null && await db.SavedFilters.CountAsync(f => f.OwnerId == owner, cancellationToken) >= SavedFilter.Most) return FilterProblems.TooMany;
            if (filter is null) db.Add(filter = new SavedFilter(owner, request.List, name, request.FilterQuery, now));
            else filter.Replace(request.FilterQuery, now);
            audit.On(new AuditSubject(SubjectType, filter.Id.ToString("D"), name)).After(new AuditFields().Add("list", request.List.ToString()));
            return filter.Id;
        }
    }
}
