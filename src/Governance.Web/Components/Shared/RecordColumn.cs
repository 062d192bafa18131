using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Shared;

/// <summary>One column of a <see cref="RecordGrid{TItem}"/>; renders nothing itself.</summary>
public sealed class RecordColumn<TItem> : ComponentBase, IDisposable
{
    /// <summary>Head, and the label of the value when rows become cards on a phone.</summary>
    [Parameter, EditorRequired] public string Title { get; set; } = "";

    /// <summary>Name in the address; null can't be sorted by.</summary>
    [Parameter] public string? SortKey { get; set; }

    /// <summary>Names the row: shown as its head and as the link that opens it. One column has it.</summary>
    [Parameter] public bool RowHead { get; set; }

    /// <summary>Numbers and ages, at the right.</summary>
    [Parameter] public bool Number { get; set; }

    /// <summary>Ids, hosts, scopes.</summary>
    [Parameter] public bool Mono { get; set; }

    /// <summary>The head is read out only: action columns.</summary>
    [Parameter] public bool HideTitle { get; set; }

    /// <summary>On a phone <c>bare</c> drops the label and <c>beside</c> puts the value beside the row head.</summary>
    [Parameter] public string? Class { get; set; }

    /// <summary>Plain text of the cell; written as text a stranger chose.</summary>
    [Parameter] public Func<TItem, string?>? Text { get; set; }

    /// <summary>The cell, instead of <see cref="Text"/>.</summary>
    [Parameter] public RenderFragment<TItem>? ChildContent { get; set; }

    [CascadingParameter] internal RecordGrid<TItem>? Grid { get; set; }

    protected override void OnInitialized() => Grid?.Add(this);

    public void Dispose() => Grid?.Remove(this);

    internal string CellClass => string.Join(' ', new[] { Number ? "num" : null, Mono ? "mono" : null, Class }
        .Where(c => !string.IsNullOrEmpty(c)));
}
