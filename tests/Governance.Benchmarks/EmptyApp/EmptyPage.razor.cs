using Governance.Application.Authorizations;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Web.Components.Shared;

namespace Governance.Benchmarks.EmptyApp;

/// <summary>25 rows that never change, shared by all circuits.</summary>
public sealed partial class EmptyPage
{
    private static readonly GridPage<ListAuthorizations.Row> Page = new([.. Enumerable.Range(0, 25).Select(Row)], 200);

    private static Task<GridPage<ListAuthorizations.Row>> LoadAsync(GridRequest request, CancellationToken ct) => Task.FromResult(Page);

    private static ListAuthorizations.Row Row(int i)
    {
        var created = TimeProvider.System.GetUtcNow().AddDays(-100 - i);
        return new(AuthorizationId.New(), AuthorizationKind.OAuth, null, $"App {i}", ClientAppKind.ConnectedApp, $"u{i}@org0.example", $"User {i}", true,
            OrgId.New(), "Org 0", null, created, created.AddDays(90), i * 7, null, false);
    }
}
