using Governance.Domain.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Governance.Web.Components.Layout;

/// <summary>Offers screens and acts by name; records follow with the search slice.</summary>
public sealed partial class SearchBox(NavigationManager navigation)
{
    private IReadOnlyList<Screen> _hits = [];
    private string _typed = "";
    private int _at;

    [Parameter] public IReadOnlyList<Role> Roles { get; set; } = [];

    private bool Open => _typed.Trim().Length > 0;

    private string? Active => Open && _hits.Count > 0 ? $"hit-{_at}" : null;

    private void Look()
    {
        _at = 0;
        _hits = Open ? [.. Screen.Acts.Concat(Screen.All).Where(s => s.IsFor(Roles) && s.Answers(_typed)).Take(8)] : [];
    }

    private void Press(KeyboardEventArgs args)
    {
        switch (args.Key)
        {
            case "ArrowDown" when _hits.Count > 0:
                _at = (_at + 1) % _hits.Count;
                break;
            case "ArrowUp" when _hits.Count > 0:
                _at = (_at + _hits.Count - 1) % _hits.Count;
                break;
            case "Enter" when _hits.Count > 0:
                Go(_hits[_at]);
                break;
            case "Escape":
                Shut();
                break;
        }
    }

    private void Go(Screen hit)
    {
        Shut();
        navigation.NavigateTo(hit.Href);
    }

    private void Shut()
    {
        _typed = "";
        _hits = [];
    }
}
