using Governance.Domain.Catalog;
using Governance.Domain.Requests;
using Severity = Governance.Domain.Policies.Severity;

namespace Governance.Domain.Tests.Requests;

/// <summary>What the form of a publication takes, and what its risk rests on.</summary>
public sealed class PublicationFormTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);
    private static readonly RequestForm Form = RequestForms.Of(RequestKind.AppLinkPublication)!;

    [Theory]
    [InlineData("GenerateQuote", true)]
    [InlineData("Generate_Quote_2", true)]
    [InlineData("q", true)]
    [InlineData("2Quotes", false)]
    [InlineData("Generate__Quote", false)]
    [InlineData("Quote_", false)]
    [InlineData("Quote-App", false)]
    [InlineData("Quote App", false)]
    [InlineData("Größe", false)]
    [InlineData("Quotes\n", false)]
    public void ClientName_IsAnApiName(string name, bool isOne)
    {
        foreach (var field in new[] { RequestForms.Api, RequestForms.ClientApp, RequestForms.Set })
            (Form.Fields.Single(f => f.Name == field).ErrorOf(name, Today) is null).ShouldBe(isOne, field);
        (Form.Fields.Single(f => f.Name == RequestForms.Api).ErrorOf(new string('a', 81), Today) is null).ShouldBeFalse();
    }

    [Fact]
    public void Specification_IsAHash_AndModeAgentsAndPersonalDataAreNotAskedTwice()
    {
        var spec = Form.Fields.Single(f => f.Name == RequestForms.Spec);

        spec.ErrorOf(null, Today).ShouldBe("Choose the file.");
        spec.ErrorOf("openapi: 3.0.0", Today).ShouldNotBeNull();
        spec.ErrorOf(new string('A', RequestSpec.HashLength), Today).ShouldNotBeNull("one spelling");
        spec.ErrorOf(SpecVersion.HashOf("openapi: 3.0.0"), Today).ShouldBeNull();
        Form.Fields.Select(f => f.Name).ShouldNotContain(n => n == RequestForms.Mode || n == RequestForms.Agents || n == RequestForms.Personal);
        Form.Former.Select(f => f.Name).ShouldBe([RequestForms.Mode, RequestForms.Agents, RequestForms.Personal]);
        Form.Fields.Where(f => f.IsOptional).Select(f => f.Name).ShouldBe([RequestForms.ClientApp, RequestForms.Set]);
        RequestForms.All.ShouldAllBe(f => f.Fields.Select(x => x.Name).Distinct().Count() == f.Fields.Count);
        RequestForms.All.ShouldAllBe(f => f.Fields.Count <= RequestContent.MaxFields);
    }

    [Theory]
    [InlineData(true, SpecChangeKind.Breaking, Severity.High, "callers of what is published today stop working")]
    [InlineData(false, SpecChangeKind.Breaking, Severity.High, "callers of what is published today stop working")]
    [InlineData(true, SpecChangeKind.Widening, Severity.High, "opens more than what is published today")]
    [InlineData(false, SpecChangeKind.Widening, Severity.Medium, "opens more than what is published today")]
    [InlineData(false, SpecChangeKind.Narrowing, Severity.Low, "opens nothing that is not published today")]
    [InlineData(false, null, Severity.Medium, "what is published today can’t be compared")]
    public void Risk_GoesByWhatChangesAgainstToday(bool production, SpecChangeKind? change, Severity level, string says)
    {
        var risk = Of(new PublicationFacts(0, 0, 0, 0, false, change), production);

        risk.Level.ShouldBe(level);
        risk.Reasons.Select(r => r.Text).ShouldContain(says);
    }

    [Fact]
    public void Risk_OfANewOne_GoesByWhatItsOperationsMay()
    {
        Of(new PublicationFacts(0, 0, 0, 0, true, null)).ShouldSatisfyAllConditions(r => r.Level.ShouldBe(Severity.Low), r => r.Reasons.ShouldHaveSingleItem().Text.ShouldBe("no production org"));
        Of(new PublicationFacts(2, 1, 1, 3, true, null) { HasUnreadSet = true, NamesConnectedApp = true }).Reasons.Where(r => r.Raises).Select(r => r.Text).ShouldBe(
        [
            "2 operations add rights to whoever calls", "user mode of 1 operation unknown", "agents may call 1 operation", "personal data in 3 operations",
            "what the permission set grants was not read", "a connected app, the older kind",
        ]);
    }

    [Fact]
    public void Text_KnowsWhetherItIsTheOneThatTheHashWasTakenOf()
    {
        var spec = new RequestSpec("openapi: 3.0.0 # Größe", "person:ada", default);

        (spec.IsWhole, spec.RequestId).ShouldBe((true, null));
        typeof(RequestSpec).GetProperty(nameof(RequestSpec.Text))!.SetValue(spec, "openapi: 3.0.0 # groß");
        spec.IsWhole.ShouldBeFalse();
    }

    private static RequestRisk Of(PublicationFacts facts, bool production = false) => FormRisk.Of(
        RequestKind.AppLinkPublication, RequestContent.Of((RequestForms.Org, "core")), new FormFacts(production, null, 0, Today) { Publication = facts });
}
