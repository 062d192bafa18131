using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Governance.Web.Components.Shared;

/// <summary>
/// Every list of the portal: a plain table over server data. Page and sort belong to the address, so changes are raised
/// and come back as parameters; without a listener the grid keeps them itself.
/// </summary>
public sealed partial class RecordGrid<TItem>(IJSRuntime browser) : IDisposable
{
    private static readonly RenderFragment NothingHere = b => b.AddContent(0, "Nothing matches.");

    private readonly List<RecordColumn<TItem>> _columns = [];
    private CancellationTokenSource _stop = new();
    private ElementReference _all;
    private GridPage<TItem>? _page;
    private (int, int, string?, bool, object?)? _asked;
    private string? _sort;
    private bool _descending;
    private bool _loading;
    private bool _someShown;
    private int _skip;

    /// <summary>Answers with a page; called at the start and when skip, take, sort or filter change.</summary>
    [Parameter, EditorRequired]
    public Func<GridRequest, CancellationToken, Task<GridPage<TItem>>> Load { get; set; } = null!;

    /// <summary><see cref="RecordColumn{TItem}"/> elements.</summary>
    [Parameter, EditorRequired] public RenderFragment? Columns { get; set; }

    /// <summary>What the rows are: "authorizations that match". Caption and accessible name.</summary>
    [Parameter, EditorRequired] public string Label { get; set; } = "";

    /// <summary>Unique within the list.</summary>
    [Parameter, EditorRequired] public Func<TItem, string> KeyOf { get; set; } = null!;

    /// <summary>A row in words, for its checkbox: app, user, org.</summary>
    [Parameter] public Func<TItem, string>? NameOf { get; set; }

    /// <summary>Anything with value equality that stands for the filter; a change loads again.</summary>
    [Parameter] public object? Filter { get; set; }

    [Parameter] public int Skip { get; set; }

    [Parameter] public int Take { get; set; } = 25;

    /// <summary>A sort key; a leading minus is descending: <c>-lastUsed</c>.</summary>
    [Parameter] public string? Sort { get; set; }

    [Parameter] public EventCallback<int> OnPage { get; set; }

    /// <summary>Receives the new <see cref="Sort"/>; the page goes back to the first rows.</summary>
    [Parameter] public EventCallback<string> OnSort { get; set; }

    [Parameter] public bool Selectable { get; set; }

    [Parameter] public IReadOnlySet<string> Selected { get; set; } = new HashSet<string>();

    [Parameter] public EventCallback<IReadOnlySet<string>> SelectedChanged { get; set; }

    /// <summary>The filter is selected, not ids: every row shows as selected.</summary>
    [Parameter] public bool AllMatchingSelected { get; set; }

    /// <summary>Address of a row's detail; the row's head becomes the link.</summary>
    [Parameter] public Func<TItem, string?>? OpenHref { get; set; }

    /// <summary>Key of the row whose detail is open.</summary>
    [Parameter] public string? OpenKey { get; set; }

    /// <summary>Class of a row: <c>bad</c>.</summary>
    [Parameter] public Func<TItem, string?>? RowClass { get; set; }

    [Parameter] public RenderFragment? EmptyTemplate { get; set; }

    /// <summary>Rows of two lines.</summary>
    [Parameter] public bool TwoLine { get; set; }

    [Parameter] public string? Class { get; set; }

    /// <summary>Receives each answer, for counts outside the grid.</summary>
    [Parameter] public EventCallback<GridPage<TItem>> OnLoaded { get; set; }

    /// <summary>Asks again for what is shown.</summary>
    public async Task ReloadAsync()
    {
        _asked = null;
        await LoadAsync();
        StateHasChanged();
    }

    internal void Add(RecordColumn<TItem> column)
    {
        _columns.Add(column);
        StateHasChanged();
    }

    internal void Remove(RecordColumn<TItem> column) => _columns.Remove(column);

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override Task OnParametersSetAsync()
    {
        if (OnPage.HasDelegate || _asked is null) _skip = Math.Max(0, Skip);
        if (OnSort.HasDelegate || _asked is null) (_sort, _descending) = (Sort?.TrimStart('-'), Sort is ['-', ..]);
        if (_asked is { } last && !Equals(last.Item5, Filter) && !OnPage.HasDelegate) _skip = 0;
        return LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        var some = Selectable && !AllPicked && _page?.Rows.Any(r => Picked(KeyOf(r))) == true;
        if (some == _someShown || _page?.Problem is not null) return;
        _someShown = some;
        await browser.InvokeVoidAsync("portal.some", _all, some);
    }

    private async Task LoadAsync()
    {
        var ask = (_skip, Take, _sort, _descending, Filter);
        if (_asked is { } last && last.Equals(ask)) return;
        _asked = ask;
        await _stop.CancelAsync();
        _stop.Dispose();
        var stop = _stop = new CancellationTokenSource();
        _loading = true;
        try
        {
            var page = await Load(new GridRequest(_skip, Take, _sort, _descending), stop.Token);
            if (stop.IsCancellationRequested) return;
            _page = page;
            await OnLoaded.InvokeAsync(page);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        finally
        {
            if (_stop == stop) _loading = false;
        }
    }
}
