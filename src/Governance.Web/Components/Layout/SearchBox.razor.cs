using Governance.Application.Search;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Governance.Web.Components.Layout;

/// <summary>Finds screens and acts by name at once, and records of every kind as soon as somebody stops typing.</summary>
public sealed partial class SearchBox(NavigationManager navigation, UseCases useCases, TimeProvider clock) : IDisposable
{
    // Faster typists than this ask once.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(180);

    private CancellationTokenSource _asking = new();
    private IReadOnlyList<SearchGroup> _groups = [];
    private Problem? _problem;
    private string _typed = "";
    private bool _isAsking;
    private int _at;

    [Parameter] public IReadOnlyList<Role> Roles { get; set; } = [];

    private bool Open => _typed.Trim().Length > 0;

    private int Count => _groups.Sum(g => g.Hits.Count);

    private string? Active => Open && Count > 0 ? $"hit-{_at}" : null;

    private bool MaySearch => PermissionMatrix.Allows(Roles, Permission.Search);

    private string Says => _problem is { } problem ? problem.Message
        : _isAsking ? "Searching…"
        : MaySearch ? "Nothing is called so, and no id is this." : "No screen or action begins with this.";

    public void Dispose()
    {
        _asking.Cancel();
        _asking.Dispose();
    }

    private async Task LookAsync()
    {
        var ct = TakeBack();
        (_at, _problem, _isAsking) = (0, null, Open && MaySearch);
        var screens = Open ? SearchGroup.OfScreens(Screen.Acts.Concat(Screen.All).Where(s => s.IsFor(Roles) && s.Answers(_typed))) : null;
        _groups = screens is null ? [] : [screens];
        if (!_isAsking) return;
        var text = _typed.Trim();
        try
        {
            await Task.Delay(Pause, clock, ct);
            var answer = await useCases.SendAsync(new FindRecords.Query(text), ct);
            if (ct.IsCancellationRequested) return;
            (_isAsking, _problem) = (false, answer.Problem);
            _groups = [.. _groups, .. (answer.Value?.Groups ?? []).Select(SearchGroup.Of)];
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Something else was typed, or the box was left.
        }
    }

    // At once, before anything else runs: a question that was overtaken is never sent.
    private CancellationToken TakeBack()
    {
        _asking.Cancel();
        _asking.Dispose();
        _asking = new CancellationTokenSource();
        return _asking.Token;
    }

    private void Press(KeyboardEventArgs args)
    {
        switch (args.Key)
        {
            case "ArrowDown" when Count > 0:
                _at = (_at + 1) % Count;
                break;
            case "ArrowUp" when Count > 0:
                _at = (_at + Count - 1) % Count;
                break;
            case "Enter" when Count > 0:
                Go(_groups.SelectMany(g => g.Hits).ElementAt(_at));
                break;
            case "Escape":
                Shut();
                break;
        }
    }

    private void Go(SearchHit hit)
    {
        Shut();
        navigation.NavigateTo(hit.Href);
    }

    private void Shut()
    {
        _asking.Cancel();
        (_typed, _groups, _isAsking, _problem) = ("", [], false, null);
    }
}
