using System.Globalization;
using Governance.Application.Authorizations;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Authorizations;

/// <summary>The inputs of one condition.</summary>
public sealed partial class AuthorizationFilterEditor
{
    private const string UsualDays = "30";

    private readonly string _id = $"filter-{Guid.NewGuid():N}";
    private readonly HashSet<OrgId> _orgs = [];
    private string? _value;
    private string? _wrong;
    private ElementReference _first;

    /// <summary>Its name in the address.</summary>
    [Parameter, EditorRequired] public string Key { get; set; } = "";

    [Parameter, EditorRequired] public AuthorizationFilter Filter { get; set; } = null!;

    /// <summary>Orgs and vendors to choose from.</summary>
    [Parameter] public ListFilterChoices.Choices? Known { get; set; }

    /// <summary>Receives the filter with this condition.</summary>
    [Parameter] public EventCallback<AuthorizationFilter> OnTake { get; set; }

    protected override void OnInitialized()
    {
        _orgs.UnionWith(Filter.Orgs);
        _value = Key switch
        {
            "vendor" => Filter.Vendor?.Value.ToString("D") ?? "none",
            "unused" => Filter.UnusedForDays?.ToString(CultureInfo.InvariantCulture) ?? UsualDays,
            "app" => Filter.Kind?.ToString() ?? (Filter.AppKind ?? ClientAppKind.Unknown).ToString(),
            "presence" => (Filter.Presence == Presence.Present ? Presence.Gone : Filter.Presence).ToString(),
            _ => null,
        };
    }

    // Whoever opens a condition by key goes on in it.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && _first.Context is not null) await _first.FocusAsync();
    }

    private void Pick(OrgId org, bool on)
    {
        if (on) _orgs.Add(org);
        else _orgs.Remove(org);
    }

    private Task TakeAsync()
    {
        _wrong = null;
        if (Changed() is { } filter) return OnTake.InvokeAsync(filter);
        _wrong = Key == "unused" ? $"Enter 1 to {AuthorizationFilter.MaxUnusedDays} days." : "Choose one of the list.";
        return Task.CompletedTask;
    }

    private AuthorizationFilter? Changed() => Key switch
    {
        "vendor" when _value == "none" => Filter with { Vendor = null, NoVendor = true },
        "vendor" => Guid.TryParse(_value, out var id) ? Filter with { Vendor = new VendorId(id), NoVendor = false } : null,
        "org" => Filter with { Orgs = [.. _orgs] },
        "unused" => int.TryParse(_value, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            && days is >= 1 and <= AuthorizationFilter.MaxUnusedDays ? Filter with { UnusedForDays = days } : null,
        "app" when _value == nameof(AuthorizationKind.AppLink) => Filter with { Kind = AuthorizationKind.AppLink, AppKind = null },
        "app" => Enum.TryParse<ClientAppKind>(_value, out var kind) ? Filter with { AppKind = kind, Kind = null } : null,
        "presence" => Enum.TryParse<Presence>(_value, out var presence) ? Filter with { Presence = presence } : null,
        _ => Filter,
    };
}
