using Governance.Application.Vendors;
using Governance.Domain;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Pages.Integrations;

/// <summary>Creates or edits one vendor beside the list, and shows what its rules claim before they are saved.</summary>
public sealed partial class VendorDrawer(UseCases useCases) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly string _formId = $"vendor-{Guid.NewGuid():N}";
    private VendorForm _form = new();
    private PreviewVendorRules.Preview? _preview;
    private Problem? _problem;
    private Problem? _previewProblem;
    private Guid _version;
    private string? _name;
    private ListVendors.Row? _held;
    private GetVendor.Detail? _detail;
    private int _asked;
    private bool _isLoading;
    private bool _isReady;
    private bool _isSaving;

    /// <summary>Which vendor; null for a new one.</summary>
    [Parameter] public VendorId? Id { get; set; }

    [Parameter] public bool MayEdit { get; set; }

    /// <summary>The person revokes at once; the plan checks it again.</summary>
    [Parameter] public bool MayRevoke { get; set; }

    /// <summary>The person may ask others to agree to a revocation.</summary>
    [Parameter] public bool MayAsk { get; set; }

    [Parameter, EditorRequired] public EventCallback OnClose { get; set; }

    /// <summary>It was saved; the list is old now.</summary>
    [Parameter] public EventCallback OnSaved { get; set; }

    private string Title => Id is null ? "New vendor" : _name ?? "Vendor";

    protected override async Task OnInitializedAsync()
    {
        if (Id is not { } id)
        {
            _isReady = MayEdit;
            return;
        }
        _isLoading = true;
        try
        {
            var answer = await useCases.SendAsync(new GetVendor.Query(id), _stop.Token);
            _isLoading = false;
            _problem = answer.Problem;
            if (answer.Value is not { } vendor) return;
            (_name, _version, _form, _held, _detail, _isReady) = (vendor.Row.Name, vendor.Version, VendorForm.Of(vendor.Row), vendor.Row, vendor, true);
            if (MayEdit) await PreviewAsync();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The drawer was closed.
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private void AddRule() => _form.Rules.Add(new VendorForm.Rule());

    private Task RemoveAsync(VendorForm.Rule rule)
    {
        _form.Rules.Remove(rule);
        return PreviewAsync();
    }

    private async Task PreviewAsync()
    {
        var (asked, rules) = (++_asked, _form.Written());
        if (rules.Count == 0)
        {
            (_preview, _previewProblem) = (null, null);
            return;
        }
        try
        {
            var answer = await useCases.SendAsync(new PreviewVendorRules.Query(Id, rules), _stop.Token);
            if (asked == _asked) (_preview, _previewProblem) = (answer.Value, answer.Problem);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The drawer was closed.
        }
    }

    // The profile was saved: rules that are typed meanwhile stay, under the new version.
    private async Task ReadAgainAsync()
    {
        var answer = await useCases.SendAsync(new GetVendor.Query(Id!.Value), _stop.Token);
        if (answer.Value is { } vendor) (_detail, _version) = (vendor, vendor.Version);
    }

    private async Task SaveAsync()
    {
        if (_isSaving) return;
        _isSaving = true;
        try
        {
            var rules = _form.Written();
            _problem = Id is { } id
                ? (await useCases.SendAsync(new EditVendor.Command(id, _version, _form.Name, rules), _stop.Token)).Problem
                : (await useCases.SendAsync(new CreateVendor.Command(_form.Name, rules), _stop.Token)).Problem;
            if (_problem is null) await OnSaved.InvokeAsync();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The drawer was closed; what was sent may have been saved, and the list will say.
        }
        finally
        {
            _isSaving = false;
        }
    }
}
