using System.Text;
using FluentValidation;
using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Work;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Judges today's inventory as a policy file would have it, before anything is proposed. Writes nothing.</summary>
public static class PreviewPolicyChange
{
    /// <param name="File">A policy file, UTF-8 text.</param>
    [Requires(Permission.EditPolicy)]
    [Rated(Rate.Searches)]
    public sealed record Query(string File) : IQuery<Answer>;

    /// <param name="Differences">From the policy of that name as it holds now.</param>
    /// <param name="Preview">What it would do.</param>
    /// <param name="Number">Number of the policy as it is; 0 when the name is new.</param>
    public sealed record Answer(IReadOnlyList<PolicyDifference> Differences, ChangePreview Preview, int Number);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.File).NotEmpty();
    }

    /// <summary>Judges org by org, one held in memory at a time, then what belongs to no org, outside any transaction.</summary>
    internal static async Task<ChangePreview> JudgeAsync(
        GovernanceDb db, PolicyStore.Stored stored, PolicyDocument document, DateTimeOffset now, CancellationToken ct)
    {
        var before = stored.Find(document.Name)?.Document;
        var tally = new PreviewTally();
        bool Touches(string? group) => PolicyStore.Stored.HoldsIn(document, group) || (before is not null && PolicyStore.Stored.HoldsIn(before, group));
        var orgs = await db.Orgs.AsNoTracking().OrderBy(o => o.Label).ThenBy(o => o.Id).ToListAsync(ct);
        foreach (var org in orgs)
        {
            var group = stored.Groups[org.OrgGroupId];
            if (!Touches(group)) continue;
            var (picture, grants) = await OrgPictureReader.ReadAsync(db, org, now, ct);
            var activity = await ActivityReader.ReadAsync(db, picture, ct);
            JudgedThing[] things = [.. OrgPictureReader.ThingsOf(picture, grants, activity), .. await AppLinkReader.ThingsAsync(db, org, picture, ct)];
            tally.Add(
                group, org.Label, OrgJudgement.Judge(picture, things, stored.SettingsOf(group).Of),
                OrgJudgement.Judge(picture, things, stored.SettingsOf(group, document).Of));
            ct.ThrowIfCancellationRequested();
        }
        if (Touches(null))
        {
            var (things, _) = await EstateReader.ReadAsync(db, now, ct);
            tally.AddEstate(
                things.Count, OrgJudgement.JudgeEstate(now, things, stored.SettingsOf(null).Of), OrgJudgement.JudgeEstate(now, things, stored.SettingsOf(null, document).Of));
        }
        return tally.Sum(now);
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current, TimeProvider clock) : IHandler<Query, Answer>
    {
        public async Task<Result<Answer>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (!current.Scope.All) return AccessProblems.UnscopedOnly;
            var stored = await PolicyStore.AllAsync(db, cancellationToken);
            var read = PolicyReader.Read(Encoding.UTF8.GetBytes(request.File), stored.GroupNames);
            if (read.Problem is { } unreadable) return unreadable;
            var found = stored.Find(read.Value!.Name);
            return new Answer(
                PolicyDiff.Between(found?.Document, read.Value), await JudgeAsync(db, stored, read.Value, clock.GetUtcNow(), cancellationToken),
                found?.Policy.Number ?? 0);
        }
    }
}

/// <summary>Judges a proposed change for whoever decides: what the proposer claims is not asked.</summary>
internal sealed class PreviewChangeWork(GovernanceDb db, UseCaseRunner useCases, TimeProvider clock) : IWorkHandler
{
    public const string WorkKind = "preview-policy-change";

    public string Kind => WorkKind;

    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        var id = new PolicyChangeId(item.SubjectId);
        var now = clock.GetUtcNow();
        if (await db.PolicyChanges.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } change || !change.IsOpen(now)) return;
        var preview = await PreviewPolicyChange.JudgeAsync(db, await PolicyStore.AllAsync(db, ct), change.Document(), now, ct);
        await useCases.DemandAsync(Actor.System("policies", item.OnBehalfOf), new RecordPolicyPreview.Command(id, preview), ct);
    }
}
