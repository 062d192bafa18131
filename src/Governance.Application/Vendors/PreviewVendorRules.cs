using FluentValidation;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Vendors;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Vendors;

/// <summary>Says what rules would claim before they are saved. Counts only what lies in the actor's org groups.</summary>
public static class PreviewVendorRules
{
    /// <summary>Most apps and conflicts named; the counts go on.</summary>
    public const int MaxNamed = 50;

    /// <param name="Vendor">Whose rules are edited; null for a new vendor.</param>
    /// <param name="Rules">As they stand in the form.</param>
    [Requires(Permission.EditVendor)]
    [Rated(Rate.Searches)]
    public sealed record Query(VendorId? Vendor, IReadOnlyList<VendorRuleDraft> Rules) : IQuery<Preview>;

    /// <param name="Apps">What the rules would claim, most authorizations first; at most <see cref="MaxNamed"/>.</param>
    /// <param name="AppCount">How many app names in all.</param>
    /// <param name="Authorizations">In their orgs now, of all these apps.</param>
    /// <param name="Conflicts">Apps that another vendor's rules claim as well; at most <see cref="MaxNamed"/>.</param>
    /// <param name="ConflictCount">How many such apps in all.</param>
    public sealed record Preview(
        IReadOnlyList<App> Apps, int AppCount, int Authorizations, IReadOnlyList<Conflict> Conflicts, int ConflictCount);

    /// <param name="Name">Label of the client app.</param>
    /// <param name="Authorizations">In their orgs now.</param>
    public sealed record App(string Name, int Authorizations);

    /// <param name="AppName">Label of the client app.</param>
    /// <param name="Authorizations">In their orgs now.</param>
    /// <param name="OtherVendor">Who claims it as well; null when outside the actor's org groups.</param>
    /// <param name="Wins">True when these rules are more exact, so that the app comes to this vendor.</param>
    public sealed record Conflict(string AppName, int Authorizations, string? OtherVendor, bool Wins);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Rules).NotNull().SetValidator(new VendorRulesValidator());
    }

    internal sealed class Handler(GovernanceDb db, CurrentActor current) : IHandler<Query, Preview>
    {
        public async Task<Result<Preview>> Handle(Query request, CancellationToken cancellationToken)
        {
            var others = await db.Vendors.AsNoTracking()
                .Where(v => v.Id != (request.Vendor ?? default)).ToListAsync(cancellationToken);
            var hidden = await VendorRegister.HiddenAsync(db, current, cancellationToken);
            var draft = new Vendor("draft", request.Rules.Select(r => r.ToRule()));
            var (matcher, otherwise) = (new VendorMatcher([.. others, draft]), new VendorMatcher(others));
            var present = await db.Authorizations.Where(a => a.GoneAt == null).GroupBy(a => a.AppKey)
                .Select(g => new { g.Key, Name = g.Min(a => a.AppName)!, Count = g.Count() }).ToListAsync(cancellationToken);

            List<App> apps = [];
            List<Conflict> conflicts = [];
            foreach (var app in present.Where(a => draft.Rules.Any(r => r.Claims(a.Key)))
                .OrderByDescending(a => a.Count).ThenBy(a => a.Key, StringComparer.Ordinal))
            {
                var wins = matcher.VendorOf(app.Key) == draft.Id;
                if (wins) apps.Add(new App(app.Name, app.Count));
                if (otherwise.VendorOf(app.Key) is not { } rival) continue;
                // A vendor the actor does not know of, and which would not get the app, is not told of.
                if (wins && hidden.Contains(rival)) continue;
                var name = hidden.Contains(rival) ? null : others.Single(v => v.Id == rival).Name;
                conflicts.Add(new Conflict(app.Name, app.Count, name, wins));
            }
            return new Preview([.. apps.Take(MaxNamed)], apps.Count, apps.Sum(a => a.Authorizations),
                [.. conflicts.Take(MaxNamed)], conflicts.Count);
        }
    }
}
