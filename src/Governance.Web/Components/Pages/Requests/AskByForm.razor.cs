using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Requests;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Requests;

/// <summary>The wizard of one kind: a few questions, then risk and recommended pattern, then asking. Also writes on at a draft, and changes what
/// waits.</summary>
public sealed partial class AskByForm(UseCases useCases, NavigationManager navigation) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, string> _answers = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, string> _errors = new Dictionary<string, string>();
    private GetRequestForm.Answer? _options;
    private PlanRequest.Outlook? _outlook;
    private Problem? _problem;
    private RequestId? _draft;
    private string _reason = "";
    private string _said = "";
    private bool _busy;
    private bool _isStale;

    /// <summary>Which kind; one with a form.</summary>
    [Parameter, EditorRequired] public RequestKind Kind { get; set; }

    /// <summary>The draft that is written on, or the request that is changed; null for a new one.</summary>
    [Parameter] public GetRequest.Detail? Standing { get; set; }

    /// <summary>The request before which it was as it is to be again; null for none.</summary>
    [Parameter] public GetRequest.Detail? Before { get; set; }

    private RequestForm Form => RequestForms.Of(Kind)!;

    private bool IsEdit => Standing is { Head.State: not RequestState.Draft };

    private IReadOnlyList<FieldValue> Answers => [.. Form.Fields.Select(f => new FieldValue(f.Name, _answers.GetValueOrDefault(f.Name, "")))];

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        if (Standing is { } standing)
        {
            foreach (var field in standing.Fields) _answers[field.Name] = field.Value;
            (_reason, _draft) = (standing.Reason, IsEdit ? null : standing.Head.Id);
        }
        if (Before is { } before)
        {
            foreach (var field in before.Fields) _answers[field.Name] = field.Value;
            (_answers[RequestForms.Setting], _answers[RequestForms.Before]) = (nameof(AppPolicySetting.AsBefore), before.Head.Name);
        }
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        var answer = await useCases.SendAsync(new GetRequestForm.Query(Kind, Guid.TryParse(_answers.GetValueOrDefault(RequestForms.Org), out var org) ? new OrgId(org) : null), _stop.Token);
        (_options, _problem) = (answer.Value ?? _options, answer.Problem);
    }

    private static IReadOnlyList<GetRequestForm.Option> OptionsOf(RequestField field, GetRequestForm.Answer options) => field.Kind switch
    {
        RequestFieldKind.Org => options.Orgs,
        RequestFieldKind.OrgGroup => options.OrgGroups,
        RequestFieldKind.Integration => options.Integrations,
        RequestFieldKind.Choice => [.. field.Choices.Select(c => new GetRequestForm.Option(c.Value, c.Words))],
        _ => options.Names.GetValueOrDefault(field.Name, []),
    };

    private async Task FillAsync(string name, string value)
    {
        (_answers[name], _isStale, _said) = (value, true, "");
        if (name == RequestForms.Org && Form.Fields.Any(f => f.Offers is not null)) await LoadAsync();
    }

    private Task LookAsync() => BusyAsync(async () =>
    {
        var answer = await useCases.SendAsync(new PlanRequest.Query(Kind, Answers), _stop.Token);
        (_outlook, _problem, _isStale) = (answer.Value, answer.Problem, false);
        _errors = answer.Value?.Errors ?? _errors;
        if (_errors.Count > 0) _said = "Some answers are missing or wrong.";
    });

    private Task KeepAsync() => BusyAsync(async () =>
    {
        var answer = await useCases.SendAsync(new KeepDraft.Command(Kind, Answers, _reason, _draft), _stop.Token);
        _problem = answer.Problem;
        if (answer.Value is not { } kept)
        {
            _said = answer.Problem!.Message;
            return;
        }
        (_draft, _said) = (kept.Id, "Kept. Nobody but you sees it; it stands under “Asked by me”.");
    });

    private Task AskAsync() => BusyAsync(async () =>
    {
        if (Standing is { } standing && IsEdit)
        {
            var edited = await useCases.SendAsync(new EditRequest.Command(standing.Head.Id, Answers, _reason, standing.ContentHash), _stop.Token);
            Done(edited.Problem, standing.Head.Id);
            return;
        }
        var filed = await useCases.SendAsync(new FileRequest.Command(Kind, Answers, _reason, _draft), _stop.Token);
        Done(filed.Problem, filed.Value?.Id);
    });

    private void Done(Problem? problem, RequestId? id)
    {
        (_problem, _errors) = (problem, problem?.Fields ?? new Dictionary<string, string>());
        if (problem is null) navigation.NavigateTo(RequestAddress.Of(id!.Value));
    }

    // Set before the first await: a second click on its way finds it.
    private async Task BusyAsync(Func<Task> act)
    {
        if (_busy) return;
        (_busy, _said) = (true, "");
        try
        {
            await act();
        }
        finally
        {
            _busy = false;
        }
    }
}
