using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Shared;

/// <summary>Cells, selection, sort and pages of the grid.</summary>
public sealed partial class RecordGrid<TItem>
{
    private bool AllPicked => _page is { Rows.Count: > 0 } page && page.Rows.All(r => Picked(KeyOf(r)));

    private bool Picked(string key) => AllMatchingSelected || Selected.Contains(key);

    private static RenderFragment Cell(RecordColumn<TItem> column, TItem item) => column.ChildContent is { } content
        ? content(item)
        : b => b.AddContent(0, Foreign.Visible(column.Text?.Invoke(item)));

    private string? RowClassOf(TItem item, string key)
    {
        var own = RowClass?.Invoke(item);
        return (key == OpenKey, own) switch
        {
            (true, null) => "open",
            (true, _) => $"open {own}",
            _ => own,
        };
    }

    private string? SortOf(RecordColumn<TItem> column) => column.SortKey is null ? null
        : column.SortKey != _sort ? "none"
        : _descending ? "descending" : "ascending";

    private async Task SortByAsync(RecordColumn<TItem> column)
    {
        _descending = _sort == column.SortKey ? !_descending : column.Number;
        _sort = column.SortKey;
        _skip = 0;
        if (OnSort.HasDelegate) await OnSort.InvokeAsync(_descending ? $"-{_sort}" : _sort);
        else await LoadAsync();
    }

    private async Task TurnAsync(int skip)
    {
        _skip = skip;
        if (OnPage.HasDelegate) await OnPage.InvokeAsync(skip);
        else await LoadAsync();
    }

    private Task PickAsync(string key, bool on)
    {
        var picked = new HashSet<string>(Selected);
        if (on) picked.Add(key);
        else picked.Remove(key);
        return SelectedChanged.InvokeAsync(picked);
    }

    private Task PickAllAsync(ChangeEventArgs args)
    {
        var keys = _page?.Rows.Select(KeyOf) ?? [];
        var picked = new HashSet<string>(Selected);
        if (args.Value is true) picked.UnionWith(keys);
        else picked.ExceptWith(keys);
        return SelectedChanged.InvokeAsync(picked);
    }
}
