using Governance.Domain.Policies;
using Governance.Domain.Policies.Rules;

namespace Governance.Domain.Tests.Policies;

public sealed class StrictestTests
{
    public static TheoryData<string> WithParameters => [.. RuleCatalogue.All.Where(r => r.Parameters.Count > 0).Select(r => r.Id)];

    public static TheoryData<string> WithLists => [.. RuleCatalogue.All.Where(r => r.Lists.Count > 0).Select(r => r.Id)];

    [Theory]
    [MemberData(nameof(WithParameters))]
    public void Strictest_OfThresholds_IsTheOneThatLetsLessPass(string id)
    {
        var rule = RuleCatalogue.Find(id)!;
        foreach (var parameter in rule.Parameters)
        {
            var both = Strictest(rule, Said(numbers: (parameter.Name, 3)), Said(numbers: (parameter.Name, 8)));

            both[parameter].ShouldBe(parameter.HigherIsStricter ? 8 : 3, $"{id} {parameter.Name}");
        }
    }

    // How long before an end one is told, and how far a watch reaches: the longer the stricter. Everything else is a limit.
    [Fact]
    public void Thresholds_WhereHigherIsStricter_AreThose() =>
        RuleCatalogue.All.SelectMany(r => r.Parameters.Where(p => p.HigherIsStricter).Select(p => $"{r.Id} {p.Name}")).ShouldBe(
        [
            "app.jwt-cert-expiry days", "cert.expiring critical", "cert.expiring first", "cert.expiring high", "cert.expiring medium",
            "cert.headroom days", "detect.bulk-then-delete minutes",
        ], ignoreOrder: true);

    [Theory]
    [MemberData(nameof(WithLists))]
    public void Strictest_OfLists_IsTheOneThatLetsLessPass(string id)
    {
        var rule = RuleCatalogue.Find(id)!;
        foreach (var list in rule.Lists)
        {
            var both = Strictest(rule, Said(list: (list.Name, ["b", "a"])), Said(list: (list.Name, ["c", "b"])));

            both[list].ShouldBe(list.LongerIsStricter ? ["a", "b", "c"] : ["b"], $"{id} {list.Name}");
        }
    }

    [Fact]
    public void Strictest_OfListsWithNothingInCommon_NeverAsksForNothing()
    {
        var rule = new CertNaming();

        Strictest(rule, Said(list: ("prefixes", ["a"])), Said(list: ("prefixes", ["b", "c"])))[CertNaming.Prefixes].ShouldBe(["a"]);
        Strictest(rule, Said(list: ("prefixes", [])), Said(list: ("prefixes", ["b", "c"])))[CertNaming.Prefixes].ShouldBe(["b", "c"]);
        Strictest(rule, Said(list: ("prefixes", ["z"])), Said(list: ("prefixes", ["b"])))[CertNaming.Prefixes].ShouldBe(["b"]);
        Strictest(rule, Said(list: ("prefixes", ["b"])), Said(list: ("prefixes", ["z"])))[CertNaming.Prefixes].ShouldBe(["b"]);
    }

    [Fact]
    public void Strictest_OfSeverities_IsTheHighest() =>
        Strictest(new AppPkce(), Said(severity: Severity.Low), Said(severity: Severity.Critical), Said(severity: Severity.Medium)).Severity.ShouldBe(Severity.Critical);

    [Fact]
    public void Strictest_WhenOneSwitchesItOff_IsOnWhileAnotherHasItOn()
    {
        var rule = new AppIdleTtl();
        var off = Said(severity: Severity.Critical, numbers: ("days", 1)) with { IsOn = false };

        var both = Strictest(rule, off, Said(severity: Severity.Low, numbers: ("days", 60)));

        // What is off asks for nothing, and adds nothing to what the other asks.
        (both.IsOn, both.Severity, both[rule.Parameters[0]]).ShouldBe((true, Severity.Low, 60));
        Strictest(rule, off, off).IsOn.ShouldBeFalse();
    }

    [Fact]
    public void Bound_WhenNoPolicyNamesTheRule_IsTheCatalogue()
    {
        var rule = new AppIdleTtl();

        (Bound().Of(rule).Severity, Bound().Of(rule)[rule.Parameters[0]], Bound().Of(rule).IsOn).ShouldBe((Severity.High, 30, true));
    }

    [Fact]
    public void Bound_WhenAPolicyIsLooser_IsLooser_UntilAStricterIsBoundBeside()
    {
        var rule = new AppIdleTtl();
        var loose = Policy("Loose", rule.Id, Said(numbers: ("days", 90)));
        // Names the rule and leaves the days out: they are the catalogue's.
        var plain = Policy("Plain", rule.Id, PolicyRule.AsInCatalogue);

        Bound(loose).Of(rule)[rule.Parameters[0]].ShouldBe(90);
        Bound(loose, plain).Of(rule)[rule.Parameters[0]].ShouldBe(30);
        Bound(loose, Policy("Other", "app.pkce", PolicyRule.AsInCatalogue)).Of(rule)[rule.Parameters[0]].ShouldBe(90);
    }

    [Fact]
    public void Diff_TellsEachDifferenceAndItsDirection()
    {
        var before = Policy("A", "app.idle-ttl", Said(severity: Severity.High, numbers: ("days", 30))) with { Bindings = ["EMEA"] };
        var after = before with
        {
            Bindings = ["*"],
            Rules = new Dictionary<string, PolicyRule>
            {
                ["app.idle-ttl"] = Said(severity: Severity.Critical, numbers: ("days", 60)),
                ["app.legacy-kind"] = PolicyRule.AsInCatalogue with { IsOn = false },
                ["cert.expiring"] = Said(numbers: ("critical", 14)),
                ["perm.dangerous"] = Said(list: ("permissions", ["ModifyAllData"])),
            },
        };

        PolicyDiff.Between(before, after).Select(d => $"{d.Rule} {d.What} {d.Before}>{d.After} {d.Direction}").Where(d => !d.StartsWith("perm.", StringComparison.Ordinal)).ShouldBe(
        [
            " bindings EMEA>* Stricter",
            "app.idle-ttl severity high>critical Stricter",
            "app.idle-ttl days 30 days>60 days Looser",
            "app.legacy-kind rule not named>off Looser",
            "cert.expiring rule not named>on Other",
            "cert.expiring critical 7 days>14 days Stricter",
        ]);
        PolicyDiff.Between(before, after).Single(d => d.What == "permissions").Direction.ShouldBe(DiffDirection.Looser);
        PolicyDiff.Between(after, after).ShouldBeEmpty();
        PolicyDiff.Between(null, before).Select(d => d.What).ShouldBe(["name", "bindings", "rule"]);
    }

    private static RuleSetting Strictest(Rule rule, params PolicyRule[] said) => RuleSetting.Strictest(rule, [.. said.Select(s => s.SettingOf(rule))]);

    private static BoundSettings Bound(params PolicyDocument[] policies) => new(policies);

    private static PolicyDocument Policy(string name, string rule, PolicyRule says) =>
        new(name, "", [], new Dictionary<string, PolicyRule> { [rule] = says });

    private static PolicyRule Said(Severity? severity = null, (string Name, int Value)? numbers = null, (string Name, string[] Entries)? list = null) => new(
        true, severity,
        numbers is { } n ? new Dictionary<string, int> { [n.Name] = n.Value } : new Dictionary<string, int>(),
        list is { } l ? new Dictionary<string, IReadOnlyList<string>> { [l.Name] = l.Entries } : new Dictionary<string, IReadOnlyList<string>>());
}
