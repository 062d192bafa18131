using Governance.Application.Filters;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace Governance.Web.Components.Shared;

/// <summary>Saved filters and export of one list. Asks for nothing before it is opened.</summary>
public sealed partial class ListTools(UseCases useCases) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private IReadOnlyList<ListSavedFilters.Row>? _saved;
    private Problem? _problem;
    private Part _open;
    private string _name = "";
    private string _said = "";

    private enum Part
    {
        Nothing,
        Saved,
        Export,
    }

    /// <summary>Which list.</summary>
    [Parameter, EditorRequired] public FilteredList List { get; set; }

    /// <summary>The list's address as it is shown: path and query.</summary>
    [Parameter, EditorRequired] public string Address { get; set; } = "/";

    /// <summary>What is searched for where that is never in an address: the export heeds it, a saved filter does not.</summary>
    [Parameter] public string? Text { get; set; }

    private string Path => Address.Split('?')[0];

    // Page and open row belong to the moment, not to the filter.
    private string Query
    {
        get
        {
            var pairs = QueryHelpers.ParseQuery(Address.Contains('?', StringComparison.Ordinal) ? Address[Address.IndexOf('?', StringComparison.Ordinal)..] : "")
                .Where(p => p.Key is not ("page" or "open"));
            return new QueryBuilder(pairs).ToString().TrimStart('?');
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private Dictionary<string, string> Values(string format) => new() { ["list"] = List.ToString(), ["format"] = format, ["query"] = Query, ["text"] = Text ?? "" };

    private void Flip(Part part) => _open = _open == part ? Part.Nothing : part;

    private void Shut() => _open = Part.Nothing;

    private void Press(KeyboardEventArgs args)
    {
        if (args.Key == "Escape") Shut();
    }

    private async Task OpenSavedAsync()
    {
        Flip(Part.Saved);
        (_said, _problem) = ("", null);
        if (_open == Part.Saved) await LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            var answer = await useCases.SendAsync(new ListSavedFilters.Query(List), _stop.Token);
            (_saved, _problem) = (answer.Value ?? _saved, answer.Problem);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private async Task SaveAsync()
    {
        var answer = await useCases.SendAsync(new SaveFilter.Command(List, _name, Query), _stop.Token);
        _problem = answer.Problem;
        if (_problem is not null) return;
        (_said, _name) = ($"Saved as {_name.Trim()}.", "");
        await LoadAsync();
    }

    private async Task DeleteAsync(Guid id)
    {
        var answer = await useCases.SendAsync(new DeleteSavedFilter.Command(id), _stop.Token);
        _problem = answer.Problem;
        if (_problem is null) _said = "Deleted.";
        await LoadAsync();
    }
}
