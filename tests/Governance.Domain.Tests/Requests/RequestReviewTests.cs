using Governance.Domain.Policies;
using Governance.Domain.Requests;

namespace Governance.Domain.Tests.Requests;

/// <summary>What holds of stages whatever rules, people and order of events: tried on many random ones.</summary>
public sealed class RequestReviewTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly string[] People = [.. Enumerable.Range(0, 7).Select(i => $"person:{i}")];
    private static readonly ApprovalStage[] Known =
    [
        new(ApproverKind.OrgGroup, null, 1), new(ApproverKind.Unscoped, null, 1), new(ApproverKind.Claim, "leads", 1), new(ApproverKind.Reviewers, null, 1),
    ];

    [Fact]
    public void Approved_IsNothing_ThatFewerPeopleAgreedToThanRiskAndStagesAskFor()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var (request, plan) = (Filed(random), Plan(random));
            request.GoThrough(plan, Now);
            var members = Members(random);
            for (var step = 0; step < 12 && RequestStates.IsWaiting(request.State); step++)
            {
                // People come and go between verdicts.
                if (random.Next(4) == 0) members = Members(random);
                var (by, review) = (People[random.Next(People.Length)], RequestReview.Of(request, plan, request.Risk, members));
                var (place, waits) = (review.PlaceOf(by), review.Present!.Stage.Key);
                var refusal = request.Decide(RequestVerdict.Approve, "", request.ContentHash, (by, by), Now, review: review);
                if (refusal is not null) continue;
                place.ShouldNotBeNull($"seed {seed}").Stage.ShouldBe(waits);
                (place.Value.InPlace ? members.Unscoped : members.ByStage[waits]).ShouldContain(by, $"seed {seed}");
            }
            request.Decisions.Select(d => d.PersonId).ShouldBeUnique($"seed {seed}");
            request.Decisions.ShouldNotContain(d => d.PersonId == request.AskedById, $"seed {seed}");
            if (request.State != RequestState.Approved) continue;
            request.Decisions.Count.ShouldBeGreaterThanOrEqualTo(RequestRisk.ApprovalsFor(request.Risk), $"seed {seed}");
            foreach (var stage in plan) request.Decisions.Count(d => d.Stage == stage.Key).ShouldBeGreaterThanOrEqualTo(stage.Count, $"seed {seed}, {stage.Key}");
            request.Begin(null, Now).ShouldBeNull($"seed {seed}");
        }
    }

    [Fact]
    public void Merge_OnlyGrows_AndReadsBack()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var (one, two) = (Plan(random), Plan(random));

            var both = ApprovalStages.Merge(one, two);

            foreach (var stage in one.Concat(two))
            {
                var merged = both.Single(s => s.Key == stage.Key);
                (merged.Count >= stage.Count && (merged.IsAll || !stage.IsAll) && (stage.Hours is null || merged.Hours <= stage.Hours)).ShouldBeTrue($"seed {seed}");
            }
            ApprovalStages.Merge(both, one).ShouldBe(both);
            ApprovalStages.Read(ApprovalStages.Write(both)).ShouldBe(both);
        }
    }

    [Fact]
    public void Regrade_WhenStagesGrewAfterTheApproval_GoesBack_AndNeverTheOtherWay()
    {
        var request = new Request(7, Wish(), Severity.Low, ("person:asker", "Sade"), Now);
        request.GoThrough([Known[0]], Now);
        request.Decide(RequestVerdict.Approve, "", request.ContentHash, (People[0], "Ines"), Now).ShouldBeNull();
        request.State.ShouldBe(RequestState.Approved);

        request.Regrade(Severity.Low, Now, RequestReview.Of(request, [Known[0]], Severity.Low)).ShouldBeFalse();
        request.Regrade(Severity.Low, Now, RequestReview.Of(request, [Known[0], Known[1]], Severity.Low)).ShouldBeTrue();

        (request.State, request.Needed).ShouldBe((RequestState.InReview, 2));
        request.Decide(RequestVerdict.Approve, "", request.ContentHash, (People[1], "Oda"), Now).ShouldBeNull();
        request.State.ShouldBe(RequestState.Approved);
    }

    [Fact]
    public void Escalation_IsDueOnceForEachStage_AndNeverAfterTheEnd()
    {
        var request = new Request(7, Wish(), Severity.Low, ("person:asker", "Sade"), Now);
        request.GoThrough([Known[1]], Now);
        RequestReview Review() => RequestReview.Of(request, request.Stages, request.Risk, new StageMembers(new Dictionary<string, IReadOnlySet<string>> { [Known[1].Key] = new HashSet<string> { People[0] } }, new HashSet<string>()));
        request.Stand(Review(), Now);

        request.EscalatesAt.ShouldBe(Now + Request.Lifetime * 0.75);
        request.Escalate(Review(), Now + Request.Lifetime * 0.74).ShouldBeFalse();
        request.Escalate(Review(), Now + Request.Lifetime * 0.75).ShouldBeTrue();
        request.Escalate(Review(), Now + Request.Lifetime * 0.8).ShouldBeFalse();
        request.EscalationDue(Review(), Now + Request.Lifetime).ShouldBeNull();
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("claim:")]
    [InlineData("claim: leads")]
    [InlineData("claim:*")]
    public void Key_ThatIsNone_IsRefused(string key) => ApprovalStage.Read(key).ShouldBeNull();

    private static Request Filed(Random random) => new(7, Wish(), Enum.GetValues<Severity>()[random.Next(4)], (People[0], "Sade"), Now);

    private static RequestWish Wish() => new(RequestKind.PlannedRevocation, "Revoke Drift", "Nobody uses these any more", null, RequestContent.Empty);

    private static ApprovalStage[] Plan(Random random) =>
        [.. Known.Where(_ => random.Next(2) == 0).OrderBy(_ => random.Next()).Select(s => s with { Count = random.Next(1, 4), IsAll = random.Next(4) == 0, Hours = random.Next(3) == 0 ? random.Next(1, 169) : null })];

    private static StageMembers Members(Random random)
    {
        IReadOnlySet<string> Some() => People.Where(_ => random.Next(3) > 0).ToHashSet();
        return new StageMembers(Known.ToDictionary(s => s.Key, _ => Some()), Some());
    }
}
