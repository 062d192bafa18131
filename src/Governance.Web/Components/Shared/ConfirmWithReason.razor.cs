using System.Globalization;
using System.Text;
using Governance.Domain;
using Microsoft.AspNetCore.Components;

namespace Governance.Web.Components.Shared;

/// <summary>
/// Confirms a grave act: says what happens and whether it can be undone, takes the reason and, where given, the name of
/// what is hit. No form, so Enter never acts; the button stays off until everything is there, and while the act runs.
/// </summary>
public sealed partial class ConfirmWithReason
{
    /// <summary>Characters after trimming; the pipeline checks the same bounds.</summary>
    public const int ReasonMin = 10;

    /// <summary>Characters.</summary>
    public const int ReasonMax = 2000;

    private readonly string _id = $"confirm-{Guid.NewGuid():N}";
    private string _reason = "";
    private string _typed = "";
    private bool _left;
    private bool _sent;

    [Parameter] public string Title { get; set; } = "Confirm";

    /// <summary>Verb, object and count: "Contain 195 targets".</summary>
    [Parameter, EditorRequired] public string ActText { get; set; } = "";

    /// <summary>What happens, to whom, and what can't be brought back.</summary>
    [Parameter, EditorRequired] public string Consequence { get; set; } = "";

    [Parameter] public bool CanUndo { get; set; }

    /// <summary>Must be typed to the letter; compared after NFKC and trimming. Null asks for nothing.</summary>
    [Parameter] public string? TypedName { get; set; }

    /// <summary>Receives what was typed, just before <see cref="OnConfirm"/>: the pipeline compares it once more.</summary>
    [Parameter] public EventCallback<string> TypedChanged { get; set; }

    [Parameter] public string TypedLabel { get; set; } = "Type the name to confirm:";

    [Parameter] public string ReasonLabel { get; set; } = "Reason";

    [Parameter] public string CancelText { get; set; } = "Leave it as it is";

    /// <summary>What stands against it besides the form: a selection that is empty, a missing right.</summary>
    [Parameter] public bool Blocked { get; set; }

    /// <summary>The answer to the last try.</summary>
    [Parameter] public Problem? Problem { get; set; }

    /// <summary>Receives the trimmed reason.</summary>
    [Parameter, EditorRequired] public EventCallback<string> OnConfirm { get; set; }

    [Parameter] public EventCallback OnCancel { get; set; }

    /// <summary>Receives the reason when the person must sign in again first; <see cref="TypedChanged"/> comes before.</summary>
    [Parameter] public EventCallback<string> OnSignInAgain { get; set; }

    /// <summary>Reason and name as typed before that sign-in.</summary>
    [Parameter] public (string Reason, string? Typed) Restored { get; set; } = ("", null);

    /// <summary>Facts above the warning.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }

    /// <summary>Below the buttons: how fresh the sign-in is.</summary>
    [Parameter] public RenderFragment? Footer { get; set; }

    private int Length => _reason.Trim().Length;

    private bool ReasonTooShort => _left && Length < ReasonMin;

    private bool ReasonOk => Length is >= ReasonMin and <= ReasonMax;

    private bool NameOk => TypedName is null || Plain(_typed) == Plain(TypedName);

    private bool Ready => !_sent && !Blocked && ReasonOk && NameOk;

    private string ReasonHint => Length switch
    {
        0 => $"{ReasonMin} to {Number(ReasonMax)} characters. It stands in the audit trail.",
        < ReasonMin => $"{ReasonMin - Length} more characters, at least.",
        _ => $"{Number(Length)} of {Number(ReasonMax)} characters. It stands in the audit trail.",
    };

    private string NameHint => (NameOk, _typed.Length) switch
    {
        (true, _) => "The name matches.",
        (_, 0) => "Enter does nothing here.",
        _ => "Doesn’t match yet. Capitals and spaces count; Enter does nothing here.",
    };

    protected override void OnInitialized() => (_reason, _typed) = (Restored.Reason, Restored.Typed ?? "");

    private async Task SignInAgainAsync()
    {
        await TypedChanged.InvokeAsync(_typed);
        await OnSignInAgain.InvokeAsync(_reason);
    }

    private async Task ConfirmAsync()
    {
        // The button's state on the page is not proof: the click may have been on its way.
        if (!Ready) return;
        _sent = true;
        try
        {
            await TypedChanged.InvokeAsync(_typed);
            await OnConfirm.InvokeAsync(_reason.Trim());
        }
        finally
        {
            _sent = false;
        }
    }

    private static string Plain(string text)
    {
        var trimmed = text.Trim();
        // Half a surrogate pair can't be normalised; it reads as the replacement character.
        return trimmed.EnumerateRunes().Any(r => r == Rune.ReplacementChar)
            ? trimmed
            : trimmed.Normalize(NormalizationForm.FormKC);
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
