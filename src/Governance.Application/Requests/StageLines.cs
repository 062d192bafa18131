using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>One stage of a request's review, as far as the reader may know it.</summary>
/// <param name="Who">Who decides in it, as in "the reviewers of EMEA".</param>
/// <param name="Needed">How many must agree.</param>
/// <param name="By">Names of those who agreed and count.</param>
/// <param name="InPlace">Of them, how many agreed in place of its people.</param>
/// <param name="IsPresent">It waits now.</param>
/// <param name="Left">How many may still decide in it, as far as the portal knows them.</param>
/// <param name="Names">To who sees every org group: names of some of these; else empty.</param>
public sealed record StageLine(string Who, int Needed, IReadOnlyList<string> By, int InPlace, bool IsPresent, int Left, IReadOnlyList<string> Names)
{
    /// <summary>Most names.</summary>
    public const int MostNames = 5;

    /// <summary>Enough agreed.</summary>
    public bool IsDone => By.Count >= Needed;

    /// <summary>Too few are left.</summary>
    public bool IsShort { get; init; }

    /// <summary>A reviewer of all org groups may decide in place of its people.</summary>
    public bool TakesStandIn { get; init; }
}

/// <summary>Stages in words, within what the reader sees.</summary>
internal static class StageLines
{
    public static async Task<IReadOnlyList<StageLine>> ReadAsync(GovernanceDb db, CurrentActor current, Request request, RequestReview review, CancellationToken ct)
    {
        var group = await GroupAsync(db, request, ct);
        var present = review.Present;
        var ids = current.Scope.All ? review.Stages.SelectMany(s => s.Left ?? new HashSet<string>()).Distinct(StringComparer.Ordinal).Select(IdOf).OfType<PersonId>().ToArray() : [];
        var names = ids.Length == 0 ? [] : await db.People.AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, ct);
        return
        [
            .. review.Stages.Select(s => new StageLine(
                ApprovalWords.Approvers(s.Stage, group, current.Scope.All), s.Needed, [.. s.Agreed.Select(d => d.Person)], s.Agreed.Count(d => d.InPlace),
                ReferenceEquals(s, present), s.Left?.Count ?? 0,
                [.. (s.Left ?? new HashSet<string>()).Select(IdOf).OfType<PersonId>().Select(p => names.GetValueOrDefault(p)).OfType<string>().Order(StringComparer.Ordinal).Take(StageLine.MostNames)])
            {
                IsShort = s.IsShort,
                TakesStandIn = s.TakesStandIn,
            }),
        ];
    }

    /// <summary>Who decides in a stage.</summary>
    public static async Task<string> WordsAsync(GovernanceDb db, CurrentActor current, Request request, ApprovalStage stage, CancellationToken ct) =>
        ApprovalWords.Approvers(stage, await GroupAsync(db, request, ct), current.Scope.All);

    private static async Task<string?> GroupAsync(GovernanceDb db, Request request, CancellationToken ct) =>
        request.OrgGroupId is { } id ? await db.OrgGroups.AsNoTracking().Where(g => g.Id == id).Select(g => g.Name).SingleOrDefaultAsync(ct) : "all org groups";

    private static PersonId? IdOf(string actor) => Guid.TryParse(actor.AsSpan(actor.IndexOf(':', StringComparison.Ordinal) + 1), out var id) ? new PersonId(id) : null;
}
