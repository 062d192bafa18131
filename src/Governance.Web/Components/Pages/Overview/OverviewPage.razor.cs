using Governance.Application.Access;
using Governance.Application.Certificates;
using Governance.Application.Overview;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Web.Components.Pages.Orgs;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Overview;

/// <summary>The posture in one window: only what is true today, each number a link to its list.</summary>
public sealed partial class OverviewPage(UseCases useCases, PageClock clock) : IDisposable
{
    private static readonly string[] Titles = ["Open findings", "Mandate controls", "Certificates, next 90 days", "Authorizations", "Sync freshness", "Recent incidents"];

    private readonly CancellationTokenSource _stop = new();
    private GetOverview.Posture? _posture;
    private GetCertificateOutlook.Outlook? _outlook;
    private Problem? _problem;
    private Problem? _outlookProblem;
    private bool _mayConnect;

    private string? Count => _posture switch
    {
        { Grants: { } grants, Orgs: var orgs } =>
            (grants.Apps is { } apps ? OrgWords.Count(apps, "client app") + ", " : "")
            + $"{(grants.IsAbout ? "about " : "")}{OrgWords.Count(grants.Present, "authorization")} in {OrgWords.Count(orgs.Count, "org")}",
        { Orgs: { Count: > 0 } orgs } => $"{OrgWords.Count(orgs.Count, "org")}, authorizations unknown",
        _ => null,
    };

    protected override async Task OnInitializedAsync()
    {
        clock.Ticked += Refresh;
        var self = await useCases.SendAsync(new WhoAmI.Query(), _stop.Token);
        _mayConnect = self.Value?.Permissions.Contains(Permission.ConnectOrg) == true;
        // Everybody lands here: asking for what the role lacks would leave a denial in the audit at each visit.
        if (self.Value?.Permissions.Contains(Permission.ViewInventory) == false) _problem = AccessProblems.Denied(Permission.ViewInventory);
        else await LoadAsync();
    }

    public void Dispose()
    {
        clock.Ticked -= Refresh;
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task LoadAsync()
    {
        var answer = await useCases.SendAsync(new GetOverview.Query(), _stop.Token);
        _problem = answer.Problem;
        if (answer.Value is { } posture) _posture = posture;
        else if (answer.Problem!.Kind == ProblemKind.Forbidden) _posture = null;
        if (_posture is { Certificates.All: > 0 }) await LoadOutlookAsync();
    }

    private async Task LoadOutlookAsync()
    {
        var answer = await useCases.SendAsync(new GetCertificateOutlook.Query(), _stop.Token);
        (_outlook, _outlookProblem) = (answer.Value ?? _outlook, answer.Problem);
    }

    private void Refresh() => _ = InvokeAsync(async () =>
    {
        if (_stop.IsCancellationRequested || _problem is { Kind: ProblemKind.Forbidden }) return;
        await LoadAsync();
        StateHasChanged();
    });
}
