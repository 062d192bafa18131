using FluentValidation;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;

namespace Governance.Application.Requests;

/// <summary>Shows, before anything is filed, what the answers of a form amount to: how risky that is, how many people must agree, and which
/// pattern the decision table recommends.</summary>
public static class PlanRequest
{
    /// <param name="Kind">Which kind; one without a form is Invalid.</param>
    /// <param name="Fields">As filled in so far.</param>
    [Requires(Permission.FileRequest)]
    [Rated(Rate.Searches)]
    public sealed record Query(RequestKind Kind, IReadOnlyList<FieldValue> Fields) : IQuery<Outlook>;

    /// <param name="Title">What it would be called.</param>
    /// <param name="Errors">What is wrong, by name of the field; empty when it can be filed.</param>
    /// <param name="Risk">At this moment.</param>
    /// <param name="Needed">How many people other than the asker must agree.</param>
    /// <param name="Pattern">What the decision table recommends, part by part; empty where it is not asked, or not all is answered.</param>
    public sealed record Outlook(string Title, IReadOnlyDictionary<string, string> Errors, RequestRisk Risk, int Needed, IReadOnlyList<RequestLine> Pattern);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator()
        {
            RuleFor(q => q.Kind).IsInEnum();
            RuleFor(q => q.Fields).NotNull().Must(f => f.Count <= RequestWriter.MostFields);
        }
    }

    internal sealed class Handler(RequestWriter writer, FormKind form, RequestReviews reviews, CurrentActor current, TimeProvider clock) : IHandler<Query, Outlook>
    {
        public async Task<Result<Outlook>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (await writer.ReadAsync(request.Kind, request.Fields, "", cancellationToken) is not { Wish: var wish, Errors: var errors }) return RequestProblems.NoForm;
            var risk = FormRisk.Of(request.Kind, wish.Content, await writer.FactsAsync(request.Kind, wish.Content, cancellationToken));
            // As if it were filed: nothing of it is kept.
            var asked = new Request(0, wish, risk.Level, (current.Actor.Id, current.Actor.Name), clock.GetUtcNow());
            var needed = (await reviews.ReadAsync(asked, risk.Level, current.Actor, cancellationToken)).Needed;
            return new Outlook(wish.Title, errors, risk, needed, await form.PatternAsync(wish.Content, cancellationToken));
        }
    }
}
