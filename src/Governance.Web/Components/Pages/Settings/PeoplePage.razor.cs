using Governance.Application.Access;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Web.Auth;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Settings;

/// <summary>Who signed in; blocks them, and signs them out everywhere.</summary>
public sealed partial class PeoplePage(UseCases useCases, WaitingAct waiting) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private RecordGrid<ListPeople.Row>? _grid;
    private int? _total;
    private PeopleAct? _act;
    private Problem? _problem;
    private string? _restored;
    private string? _done;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        if (await waiting.TakeAsync<Typed>(_stop.Token) is { } typed) (_act, _restored) = (typed.Act, typed.Reason);
    }

    private async Task<GridPage<ListPeople.Row>> LoadAsync(GridRequest request, CancellationToken ct)
    {
        var answer = await useCases.SendAsync(new ListPeople.Query(request.Skip, request.Take), ct);
        _total = answer.Value?.Total;
        StateHasChanged();
        return answer.Problem is { } problem
            ? GridPage<ListPeople.Row>.Fail(problem)
            : new GridPage<ListPeople.Row>(answer.Value!.Rows, answer.Value.Total);
    }

    private void Begin(PeopleActKind kind, ListPeople.Row row) => (_act, _problem, _restored, _done) = (new PeopleAct(kind, row.Id.Value, row.Name), null, null, null);

    private void Cancel() => _act = null;

    private async Task ActAsync(string reason)
    {
        var id = new PersonId(_act!.Person);
        ICommand<Done> command = _act.Kind switch
        {
            PeopleActKind.Block => new BlockPerson.Command(id, reason),
            PeopleActKind.Unblock => new UnblockPerson.Command(id, reason),
            _ => new EndSessionsOf.Command(id, reason),
        };
        var answer = await useCases.SendAsync(command, _stop.Token);
        _problem = answer.Problem;
        if (!answer.Ok) return;
        (_done, _act) = (PeopleActs.Done(_act), null);
        if (_grid is not null) await _grid.ReloadAsync();
    }

    private Task SignInAgainAsync(string reason) => waiting.SignInAgainAsync(new Typed(_act!, reason), _stop.Token);

    private sealed record Typed(PeopleAct Act, string Reason);
}
