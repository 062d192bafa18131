using Governance.Domain.Integrations;
using Governance.Domain.Orgs;

namespace Governance.Domain.Tests.Integrations;

public sealed class ArchitectureTableTests
{
    private const int Combinations = 3 * 4 * 5 * 3 * 2 * 2 * 2 * 2;

    private static readonly Dictionary<ArchitectureInput, Func<ArchitectureInputs, IEnumerable<ArchitectureInputs>>> Values = new()
    {
        [ArchitectureInput.Direction] = i => Enum.GetValues<DataDirection>().Select(v => i with { Direction = v }),
        [ArchitectureInput.DataClass] = i => Enum.GetValues<DataClass>().Select(v => i with { DataClass = v }),
        [ArchitectureInput.Regime] = i => Enum.GetValues<Regime>().Select(v => i with { Regime = v }),
        [ArchitectureInput.Deployment] = i => Enum.GetValues<OrgInfrastructure>().Select(v => i with { Deployment = v }),
        [ArchitectureInput.Gateway] = i => [i with { HasGateway = false }, i with { HasGateway = true }],
        [ArchitectureInput.FixedAddresses] = i => [i with { HasFixedAddresses = false }, i with { HasFixedAddresses = true }],
        [ArchitectureInput.ExternalSystems] = i => [i with { ExternalSystems = 3 }, i with { ExternalSystems = 4 }],
        [ArchitectureInput.CertificateSlots] = i => [i with { SlotsUsed = 40 }, i with { SlotsUsed = 41 }],
    };

    private static readonly List<ArchitectureInputs> All = Values.Values.Aggregate(
        new List<ArchitectureInputs> { new(DataDirection.Inbound, DataClass.Public, Regime.None, OrgInfrastructure.Unknown, false, false, 0, 0) },
        (soFar, vary) => [.. soFar.SelectMany(vary)]);

    [Fact]
    public void Table_OverEveryInput_KeepsItsPromises()
    {
        All.Distinct().Count().ShouldBe(Combinations);
        foreach (var inputs in All)
        {
            var said = ArchitectureTable.Recommend(inputs);
            var demands = inputs.DataClass == DataClass.Restricted || inputs.Regime is Regime.Payment or Regime.Health or Regime.PublicSector;

            (said.Authentication == AuthenticationPattern.PrivatePathAndOAuth).ShouldBe(demands, $"{inputs}");
            if (inputs.DataClass == DataClass.Confidential && !demands) said.Authentication.ShouldBe(AuthenticationPattern.MutualTlsAndOAuth, $"{inputs}");
            // Addresses stand for transport identity on Classic, with low sensitivity and fixed addresses, and nowhere else.
            (said.Authentication == AuthenticationPattern.AddressListAndOAuth).ShouldBe(
                !demands && inputs is { Deployment: OrgInfrastructure.Classic, HasFixedAddresses: true, DataClass: < DataClass.Confidential, Direction: not DataDirection.Outbound }, $"{inputs}");
            if (inputs.Direction != DataDirection.Outbound) said.Authentication.ShouldNotBe(AuthenticationPattern.OAuth, $"{inputs}");
            if (inputs is { Deployment: OrgInfrastructure.Hyperforce, Direction: not DataDirection.Inbound }) said.AllowList.ShouldBe(AllowListAnswer.NoGo, $"{inputs}");
            (said.AllowList == AllowListAnswer.ConfirmDeployment).ShouldBe(
                inputs is { Deployment: OrgInfrastructure.Unknown, Direction: DataDirection.Outbound }
                or { Deployment: OrgInfrastructure.Unknown, Direction: DataDirection.Both, HasFixedAddresses: true }, $"{inputs}");
            (said.Gateway == GatewayPlan.Keep).ShouldBe(inputs.HasGateway, $"{inputs}");
            (said.Gateway == GatewayPlan.PutBefore).ShouldBe(
                !inputs.HasGateway && (inputs.SlotsUsed > 40 || (inputs.ExternalSystems > 3 && inputs.Direction != DataDirection.Outbound)), $"{inputs}");
            (said.Certificates == CertificatePlan.SigningOnly).ShouldBe(said.Authentication != AuthenticationPattern.MutualTlsAndOAuth, $"{inputs}");
            if (said.Certificates == CertificatePlan.OnePerPurpose) inputs.SlotsUsed.ShouldBeLessThanOrEqualTo(40, $"{inputs}");
            (said.Certificates == CertificatePlan.AtGateway).ShouldBe(inputs.HasGateway && said.Authentication == AuthenticationPattern.MutualTlsAndOAuth, $"{inputs}");
            said.Checklist.HasFlag(ReviewQuestions.PrivatePath).ShouldBe(demands, $"{inputs}");
            said.Checklist.HasFlag(ReviewQuestions.Addresses).ShouldBe(said.AllowList == AllowListAnswer.GoBesideOAuth, $"{inputs}");
            said.Checklist.HasFlag(ReviewQuestions.Contract).ShouldBe(inputs.Regime != Regime.None, $"{inputs}");
        }
    }

    [Fact]
    public void Dependencies_AsDeclared_AreExactlyTheInputsThatCanChangeADecision()
    {
        foreach (var part in ArchitectureTable.Parts)
        {
            var influences = Values.Where(v => All.Any(i => v.Value(i).Select(o => Part(ArchitectureTable.Recommend(o), part)).Distinct().Count() > 1))
                .Select(v => v.Key).ToList();

            influences.ShouldBe(ArchitectureTable.DependsOn(part), ignoreOrder: true, $"{part}");
        }
    }

    [Fact]
    public void Stale_WhenOneInputChanges_NamesExactlyTheDependentDecisions()
    {
        var pairs = 0;
        foreach (var signed in All)
        {
            foreach (var (input, vary) in Values)
            {
                foreach (var now in vary(signed).Where(o => o != signed))
                {
                    pairs++;
                    ArchitectureTable.Changed(signed, now).ShouldBe([input]);
                    var stale = ArchitectureTable.Stale(signed, now);
                    stale.ShouldBe(ArchitectureTable.Parts.Where(p => ArchitectureTable.DependsOn(p).Contains(input)));
                    // A decision that came out otherwise is never left standing.
                    var (before, after) = (ArchitectureTable.Recommend(signed), ArchitectureTable.Recommend(now));
                    foreach (var part in ArchitectureTable.Parts.Except(stale)) Part(after, part).ShouldBe(Part(before, part));
                }
            }
        }
        pairs.ShouldBe(Combinations * (2 + 3 + 4 + 2 + 1 + 1 + 1 + 1));
    }

    [Fact]
    public void Stale_WhenANumberMovesWithinItsClass_NamesNothing()
    {
        var signed = All[0] with { ExternalSystems = 1, SlotsUsed = 12 };

        ArchitectureTable.Stale(signed, signed with { ExternalSystems = 3, SlotsUsed = 40 }).ShouldBeEmpty();
    }

    [Fact]
    public void Facts_OfEveryDecision_AreOneForEachInputItRestsOn()
    {
        foreach (var part in ArchitectureTable.Parts)
            ArchitectureTable.Facts(part, All[0]).Distinct().Count().ShouldBe(ArchitectureTable.DependsOn(part).Count);
    }

    private static object Part(ArchitectureRecommendation said, ArchitecturePart part) => part switch
    {
        ArchitecturePart.Authentication => said.Authentication,
        ArchitecturePart.Certificates => said.Certificates,
        ArchitecturePart.AllowList => said.AllowList,
        ArchitecturePart.Gateway => said.Gateway,
        _ => said.Checklist,
    };
}
