using Governance.Application.Authorizations;
using Governance.Domain;
using Governance.Web.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Authorizations;

/// <summary>The list itself: search text, rows and what is chosen of them. Search text names people and stays here.</summary>
public sealed partial class AuthorizationTable(UseCases useCases)
{
    private readonly string _findId = $"find-{Guid.NewGuid():N}";
    private HashSet<string> _chosen = [];
    private ListAuthorizations.Page? _page;
    private string _text = "";
    private string? _chosenUnder;
    private bool _all;

    [Parameter, EditorRequired] public AuthorizationView View { get; set; } = AuthorizationView.Usual;

    /// <summary>The row whose detail is open.</summary>
    [Parameter] public AuthorizationId? OpenId { get; set; }

    [Parameter] public bool MayRevoke { get; set; }

    /// <summary>Whether the person may ask others to agree to it.</summary>
    [Parameter] public bool MayAsk { get; set; }

    /// <summary>False when no org is connected: the empty list says so.</summary>
    [Parameter] public bool HasOrgs { get; set; } = true;

    /// <summary>Receives the list with another sort or page.</summary>
    [Parameter] public EventCallback<AuthorizationView> OnView { get; set; }

    /// <summary>Receives what was read; null when it could not be.</summary>
    [Parameter] public EventCallback<Read?> OnLoaded { get; set; }

    /// <param name="Page">The rows.</param>
    /// <param name="Sources">How old they are, and what is missing.</param>
    public sealed record Read(ListAuthorizations.Page Page, ListAuthorizationSources.Sources Sources);

    private AuthorizationFilter Filter => View.Filter with { Text = _text.Length == 0 ? null : _text };

    // Text, since a filter's list of orgs has no value equality.
    private string FilterKey => $"{AuthorizationAddress.Write(View.Filter)}\n{_text}";

    private int Total => _page?.Total ?? 0;

    private int Chosen => _all ? Total : _chosen.Count;

    private AuthorizationSelection Selection => _all
        ? AuthorizationSelection.All(Filter)
        : AuthorizationSelection.Of([.. _chosen.Order(StringComparer.Ordinal).Select(key => new AuthorizationId(Guid.Parse(key)))]);

    protected override void OnParametersSet()
    {
        // What was chosen under one filter is not chosen under another.
        if (_chosenUnder is not null && _chosenUnder != FilterKey) Clear();
        _chosenUnder = FilterKey;
    }

    private static string Key(ListAuthorizations.Row row) => row.Id.Value.ToString("D");

    private static string NameOf(ListAuthorizations.Row row) => $"{row.AppName}, {row.Username}, {row.OrgLabel}";

    private async Task<GridPage<ListAuthorizations.Row>> LoadAsync(GridRequest request, CancellationToken ct)
    {
        var sort = request.Descending ? $"-{request.Sort}" : request.Sort ?? AuthorizationView.UsualSort;
        var asked = useCases.SendAsync(new ListAuthorizationSources.Query(Filter), ct);
        var answer = await useCases.SendAsync(new ListAuthorizations.Query(Filter, sort, request.Skip, request.Take), ct);
        var sources = await asked;
        ct.ThrowIfCancellationRequested();
        // No rows without their age: one of them missing, the list is.
        var problem = answer.Problem ?? sources.Problem;
        _page = problem is null ? answer.Value : null;
        await OnLoaded.InvokeAsync(problem is null ? new Read(answer.Value!, sources.Value!) : null);
        return problem is not null
            ? GridPage<ListAuthorizations.Row>.Fail(problem)
            : new GridPage<ListAuthorizations.Row>(_page!.Rows, _page.Total, _page.TotalIsMore);
    }

    private void ChooseAll()
    {
        _all = true;
        // Taking one row out again leaves the rows of this page chosen one by one: fewer, never more.
        _chosen = _page?.Rows.Select(Key).ToHashSet() ?? [];
    }

    private void Choose(IReadOnlySet<string> keys) => (_all, _chosen) = (false, [.. keys]);

    private void Clear() => (_all, _chosen) = (false, []);

    private Task FindAsync(ChangeEventArgs args)
    {
        _text = Domain.Text.Bounded((args.Value as string)?.Trim(), AuthorizationFilter.TextMaxLength);
        Clear();
        _chosenUnder = FilterKey;
        return View.Page == 1 ? Task.CompletedTask : OnView.InvokeAsync(View with { Page = 1 });
    }

    private Task ShowAllAsync()
    {
        _text = "";
        return OnView.InvokeAsync(AuthorizationView.Usual with { Sort = View.Sort });
    }

    private Task SortByAsync(string sort) => OnView.InvokeAsync(View with { Sort = sort, Page = 1 });

    private Task TurnAsync(int skip) => OnView.InvokeAsync(View with { Page = skip / AuthorizationView.Take + 1 });
}
