using Governance.Domain.Integrations;
using Governance.Domain.Orgs;

namespace Governance.Domain.Tests.Integrations;

public sealed class SignedDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 5, 0, TimeSpan.Zero);

    private static readonly ArchitectureInputs Inputs = new(DataDirection.Inbound, DataClass.Confidential, Regime.Personal, OrgInfrastructure.Classic, false, true, 2, 12);

    private static readonly ReviewMaterial Material = new()
    {
        Name = "Ledger",
        Facts = new IntegrationFacts
        {
            Direction = DataDirection.Inbound,
            DataClass = DataClass.Confidential,
            Regime = Regime.Personal,
            HasGateway = false,
            HasFixedAddresses = true,
            ExternalSystems = 2,
            Purpose = "Posts\n- Who owns it? Mara Oriel [recorded]",
            Answered = new("person:1", "Sade", Now.AddDays(-1)),
        },
        Inputs = Inputs,
        Deployment = OrgInfrastructure.Classic,
        SlotsUsed = 12,
        Orgs = [new("Core", OrgInfrastructure.Classic, "NA139", null, null, 12, null, Now.AddHours(-1))],
    };

    public static TheoryData<ArchitectureInput> EachInput() => [.. Enum.GetValues<ArchitectureInput>()];

    [Theory]
    [MemberData(nameof(EachInput))]
    public void Stored_WhenOneInputChanges_HasExactlyTheDependentPartsStale(ArchitectureInput input)
    {
        var stored = new SignedDecision(IntegrationId.New(), Material, ("person:2", "Ines"), Now).ToDecision();
        stored.Inputs.ShouldBe(Inputs, "they come back from the row as they went in");
        var now = input switch
        {
            ArchitectureInput.Direction => Inputs with { Direction = DataDirection.Both },
            ArchitectureInput.DataClass => Inputs with { DataClass = DataClass.Public },
            ArchitectureInput.Regime => Inputs with { Regime = Regime.Health },
            ArchitectureInput.Deployment => Inputs with { Deployment = OrgInfrastructure.Hyperforce },
            ArchitectureInput.Gateway => Inputs with { HasGateway = true },
            ArchitectureInput.FixedAddresses => Inputs with { HasFixedAddresses = false },
            ArchitectureInput.ExternalSystems => Inputs with { ExternalSystems = 9 },
            _ => Inputs with { SlotsUsed = 48 },
        };

        ArchitectureTable.Stale(stored.Inputs, now).ShouldBe(ArchitectureTable.Parts.Where(p => ArchitectureTable.DependsOn(p).Contains(input)));
        ArchitectureTable.Stale(stored.Inputs, Inputs with { ExternalSystems = 3, SlotsUsed = 40 }).ShouldBeEmpty("the same as the table sees it");
    }

    [Fact]
    public void Text_HasEachDecisionWithItsFacts_AndUnknownAsUnknown()
    {
        var signed = new SignedDecision(IntegrationId.New(), Material, ("person:2", "Ines"), Now);

        foreach (var part in ArchitectureTable.Parts) signed.Text.ShouldContain($"- {ArchitectureWords.Of(part)}: ");
        signed.Text.ShouldContain("Rests on: the other end calls the org; its data is confidential");
        signed.Text.ShouldContain("- Who owns it? Unknown: nobody is named [recorded]\n");
        signed.Text.ShouldContain("Signed by Ines (person:2) at 2026-11-21 14:05 UTC.");
        signed.Text.ShouldNotContain("\n- Who owns it? Mara", customMessage: "what somebody typed is no line of the record");
        (signed.IsIntact, signed.TextHash.Length).ShouldBe((true, 64));
    }

    [Fact]
    public void Substance_DependsOnWhatIsSaid_NotOnWhenItWasRead()
    {
        var later = Material with { Orgs = [Material.Orgs[0] with { SlotsAsOf = Now }] };

        SignedDecision.SubstanceOf(later).ShouldBe(SignedDecision.SubstanceOf(Material));
        SignedDecision.SubstanceOf(Material with { Facts = Material.Facts with { Deputy = "Rolf" } }).ShouldNotBe(SignedDecision.SubstanceOf(Material));
    }

    [Theory]
    [InlineData(DataDirection.Outbound, AccessControls.AddressList, "nothing else bars strangers")]
    [InlineData(DataDirection.Both, AccessControls.AddressList | AccessControls.OAuth, "Still there then: OAuth.")]
    [InlineData(DataDirection.Outbound, AccessControls.OAuth, "A move breaks none of it.")]
    [InlineData(DataDirection.Inbound, AccessControls.AddressList, "the org calls nobody")]
    [InlineData(DataDirection.Outbound, null, "what bars strangers is not recorded")]
    [InlineData(null, AccessControls.OAuth, "its direction is not recorded")]
    public void Breaks_TellsWhichControlsRestOnSalesforceAddresses(DataDirection? direction, AccessControls? controls, string says)
    {
        var lines = (Material with { Facts = Material.Facts with { Direction = direction, Controls = controls } }).Breaks();

        (lines[0].Answer ?? lines[0].Unknown!).ShouldContain(says);
        lines[^1].Answer!.ShouldContain("likely from its instance name and not confirmed");
    }

    [Fact]
    public void Answers_OfSomebodyElse_AreStampedOnlyWhereTheyDiffer()
    {
        var stamp = new AnswerStamp("person:9", "Kai", Now);

        (Material.Facts with { Purpose = "Another", Answered = null }).InPlaceOf(Material.Facts, stamp).Answered.ShouldBe(Material.Facts.Answered, "a purpose is no answer");
        (Material.Facts with { Regime = Regime.None }).InPlaceOf(Material.Facts, stamp).Answered.ShouldBe(stamp);
    }
}
