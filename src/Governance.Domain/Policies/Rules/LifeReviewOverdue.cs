namespace Governance.Domain.Policies.Rules;

/// <summary>life.review-overdue: fails when the review date has passed.</summary>
public sealed class LifeReviewOverdue() : Rule<IntegrationThing>("life.review-overdue", ThingKind.Integration, Severity.Medium, "It is looked at again")
{
    /// <inheritdoc />
    public override string FailsWhen => "The review date has passed.";

    /// <inheritdoc />
    public override string Fix =>
        """
        Have the owner confirm it or end it.
        """;

    /// <inheritdoc />
    public override Verdict Judge(IntegrationThing thing, RuleSetting setting) =>
        thing.Facts.ReviewAt is not { } due ? Verdict.Unknown("no review date is recorded")
            : due < thing.Now ? Verdict.Fail($"The review was due on {Day.Of(due)}.")
            : Verdict.Pass;
}
