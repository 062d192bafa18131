using Governance.Application.Integrations;
using Governance.Application.Vendors;
using Governance.Domain;
using Governance.Domain.Integrations;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Governance.Domain.Vendors;
using Governance.Web.Components.Pages.Orgs;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Integrations;

/// <summary>What people recorded of an integration, and where its owner and vendor stand.</summary>
public sealed partial class IdentityCard(UseCases useCases) : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private VendorProfile? _profile;
    private VendorId? _asked;
    private bool _isNaming;

    [Parameter, EditorRequired] public GetIntegration.Card Card { get; set; } = null!;

    /// <summary>Gravest open finding; null when none is open.</summary>
    [Parameter] public Severity? Worst { get; set; }

    /// <summary>How many of that gravity.</summary>
    [Parameter] public int WorstCount { get; set; }

    /// <summary>May name owner and deputy.</summary>
    [Parameter] public bool MayName { get; set; }

    /// <summary>Something of it was saved.</summary>
    [Parameter] public EventCallback OnChanged { get; set; }

    private string Split
    {
        get
        {
            var orgs = Card.Pieces.Where(p => p.Org is not null).DistinctBy(p => p.Org).ToList();
            var production = orgs.Count(o => o.Environment == OrgEnvironment.Production);
            return orgs.Count == 0 ? "in no org now"
                : production == orgs.Count ? $"{OrgWords.Count(production, "production org")}, no other"
                : production == 0 ? $"no production org, {OrgWords.Count(orgs.Count, "other")}" : $"{OrgWords.Count(production, "production org")}, {OrgWords.Count(orgs.Count - production, "other")}";
        }
    }

    // One app under one name on both sides: a leak in a sandbox opens production.
    private string? Mixed => Card.Pieces.Where(p => p.Kind == IntegrationPartKind.App && p.Environment is not null)
        .GroupBy(p => Text.Comparable(p.Name, 255)).Any(g => g.Select(p => p.Environment == OrgEnvironment.Production).Distinct().Count() > 1)
            ? "one app for production and others" : null;

    protected override async Task OnParametersSetAsync()
    {
        if (_asked == Card.Facts.Vendor) return;
        (_asked, _profile) = (Card.Facts.Vendor, null);
        if (_asked is not { } vendor) return;
        try
        {
            var answer = await useCases.SendAsync(new GetVendor.Query(vendor), _stop.Token);
            if (_asked == vendor) _profile = answer.Value?.Profile;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static string? Doubt(OwnerStanding owner) => owner.IsBlocked == true ? "blocked in the portal"
        : owner.IsOnPeopleList == false ? "not on the list of people"
        : owner.LastSignInAt is null ? "never signed in" : null;

    private Task SavedAsync()
    {
        _isNaming = false;
        return OnChanged.InvokeAsync();
    }
}
