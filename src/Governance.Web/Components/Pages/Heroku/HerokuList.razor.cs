using Governance.Application.Access;
using Governance.Application.Heroku;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Connections;
using Governance.Web.Components.Pages.Orgs;

namespace Governance.Web.Components.Pages.Heroku;

/// <summary>The Heroku accounts the portal reads, beside the orgs.</summary>
public sealed partial class HerokuList(UseCases useCases, TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private IReadOnlyList<ListHerokuAccounts.Row>? _rows;
    private Problem? _problem;
    private bool _mayConnect;

    protected override async Task OnInitializedAsync()
    {
        var self = await useCases.SendAsync(new WhoAmI.Query(), _stop.Token);
        _mayConnect = self.Value?.Permissions.Contains(Permission.ConnectHeroku) == true;
        await LoadAsync();
    }

    private bool IsDue(ListHerokuAccounts.Row row) =>
        row.State != ConnectionState.Disconnected && HerokuWords.IsTokenNear(row.TokenSince, clock.GetUtcNow());

    private string Due(IReadOnlyList<ListHerokuAccounts.Row> rows) =>
        rows.Count(IsDue) is > 0 and var due ? $", {OrgWords.Count(due, "token")} to replace" : "";

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task LoadAsync()
    {
        var answer = await useCases.SendAsync(new ListHerokuAccounts.Query(), _stop.Token);
        (_rows, _problem) = (answer.Value, answer.Problem);
    }
}
