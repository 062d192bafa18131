using Bunit;
using Governance.Web.Components.Shared;

namespace Governance.Web.Tests.Components;

public sealed class ConfirmWithReasonTests : PageTest
{
    private readonly List<string> _reasons = [];

    [Theory]
    [InlineData("", true)]
    [InlineData("123456789", true)]
    [InlineData("   123456789   ", true)]
    [InlineData("1234567890", false)]
    public void Confirm_WhenReasonIsThisLong_IsOffOrOn(string reason, bool off)
    {
        var confirm = Confirm(null);

        confirm.Find("textarea").Input(reason);

        confirm.Find(".danger").HasAttribute("disabled").ShouldBe(off);
    }

    [Theory]
    [InlineData(2000, false)]
    [InlineData(2001, true)]
    public void Confirm_WhenReasonIsAtItsLimit_IsOffOrOn(int length, bool off)
    {
        var confirm = Confirm(null);

        confirm.Find("textarea").Input(new string('a', length));

        confirm.Find(".danger").HasAttribute("disabled").ShouldBe(off);
    }

    [Theory]
    [InlineData("Murmu", true)]
    [InlineData("murmuro", true)]
    [InlineData("Murmuro", false)]
    [InlineData(" Murmuro ", false)]
    [InlineData("Ｍｕｒｍｕｒｏ", false)]
    [InlineData("Мurmuro", true)]
    [InlineData("Murmuro\u202E", true)]
    public void Confirm_WhenNameTyped_MatchesAfterNfkcOnly(string typed, bool off)
    {
        var confirm = Confirm("Murmuro");
        confirm.Find("textarea").Input("Token replay, vendor notice");

        confirm.Find("input").Input(typed);

        confirm.Find(".danger").HasAttribute("disabled").ShouldBe(off);
    }

    [Fact]
    public void Confirm_WhenComposedDifferently_Matches()
    {
        var confirm = Confirm("Zoe\u0308");
        confirm.Find("textarea").Input("Token replay, vendor notice");

        confirm.Find("input").Input("Zoë");

        confirm.Find(".danger").HasAttribute("disabled").ShouldBeFalse();
    }

    [Fact]
    public void Confirm_WhenHalfACharacterIsTyped_DoesNotBreak()
    {
        var confirm = Confirm("Murmuro");

        confirm.Find("input").Input("Murmuro\uD83D");

        confirm.Find(".danger").HasAttribute("disabled").ShouldBeTrue();
    }

    [Fact]
    public void Confirm_WhenPressed_HandsOverTheTrimmedReason()
    {
        var confirm = Confirm(null);
        confirm.Find("textarea").Input("  Token replay, vendor notice ");

        confirm.Find(".danger").Click();

        _reasons.ShouldBe(["Token replay, vendor notice"]);
    }

    [Fact]
    public void Confirm_WhenPressedWhileOff_DoesNothing()
    {
        var confirm = Confirm("Murmuro");
        confirm.Find("textarea").Input("Token replay, vendor notice");

        confirm.Find(".danger").Click();

        _reasons.ShouldBeEmpty();
    }

    [Fact]
    public void Confirm_WhenEnterCouldSubmit_ThereIsNoForm()
    {
        var confirm = Confirm("Murmuro");

        confirm.FindAll("form").ShouldBeEmpty();
        confirm.FindAll("button").ShouldAllBe(b => b.GetAttribute("type") == "button");
        confirm.Find("input").HasAttribute("blazor:onkeydown").ShouldBeFalse();
    }

    [Fact]
    public void Confirm_WhileTheActRuns_StaysOff()
    {
        using var gate = new SemaphoreSlim(0);
        var confirm = Render<ConfirmWithReason>(p => p.Add(c => c.ActText, "Revoke 1 authorization")
            .Add(c => c.Consequence, "It ends.")
            .Add(c => c.OnConfirm, async _ => await gate.WaitAsync()));
        confirm.Find("textarea").Input("Token replay, vendor notice");

        confirm.Find(".danger").Click();

        confirm.Find(".danger").HasAttribute("disabled").ShouldBeTrue();
        gate.Release();
        confirm.WaitForAssertion(() => confirm.Find(".danger").HasAttribute("disabled").ShouldBeFalse());
    }

    [Fact]
    public void Confirm_WhenItCantBeUndone_SaysSo()
    {
        var confirm = Confirm(null);

        Read(confirm.Find(".note")).ShouldBe("Can’t be undone. 169 targets end.");
        confirm.Find("textarea").Blur();
        confirm.Find("textarea").GetAttribute("aria-invalid").ShouldBe("true");
    }

    [Fact]
    public void Confirm_WhenBlocked_StaysOff()
    {
        var confirm = Render<ConfirmWithReason>(p => p.Add(c => c.ActText, "Revoke 0 authorizations")
            .Add(c => c.Consequence, "Nothing.").Add(c => c.Blocked, true));

        confirm.Find("textarea").Input("Token replay, vendor notice");

        confirm.Find(".danger").HasAttribute("disabled").ShouldBeTrue();
    }

    [Fact]
    public void Confirm_WhenFieldsShown_EachHasALabel()
    {
        var confirm = Confirm("<b>Murmuro</b>");

        foreach (var field in confirm.FindAll("textarea, input"))
            Read(confirm.Find($"label[for={field.Id}]")).ShouldNotBeEmpty();
        confirm.FindAll("label b").ShouldBeEmpty();
    }

    private IRenderedComponent<ConfirmWithReason> Confirm(string? name) => Render<ConfirmWithReason>(p => p
        .Add(c => c.ActText, "Contain 195 targets").Add(c => c.Consequence, "169 targets end.")
            .Add(c => c.TypedName, name)
        .Add(c => c.OnConfirm, reason => _reasons.Add(reason)));
}
