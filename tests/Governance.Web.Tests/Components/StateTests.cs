using System.Xml.Linq;
using Bunit;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Web.Components.Shared;

namespace Governance.Web.Tests.Components;

public sealed class StateTests : PageTest
{
    private const string Hostile = "<script>alert(1)</script>\u202Egpj.exe\u0007";

    [Fact]
    public void Icons_WhenListed_AreTheSymbolsOfTheSprite()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Governance.sln"))) root = root.Parent;
        var sprite = XDocument.Load(Path.Combine(root.FullName, "src/Governance.Web/wwwroot/icons.svg"));

        var symbols = sprite.Root!.Elements().Select(e => e.Attribute("id")!.Value["i-".Length..]).ToList();

        symbols.ShouldNotBeEmpty();
        symbols.ShouldBe(Icon.Names, ignoreOrder: true);
    }

    [Fact]
    public void Icon_WhenNameUnknown_Throws() =>
        Should.Throw<ArgumentException>(() => Render<Icon>(p => p.Add(i => i.Name, "nonsense")));

    [Theory]
    [InlineData(null, false, 0, "Queued", "Proof: 0 of 5 steps")]
    [InlineData(0, false, 1, "L0 asked", "Proof: 1 of 5 steps")]
    [InlineData(1, false, 2, "L1 accepted", "Proof: 2 of 5 steps")]
    [InlineData(2, false, 3, "L2 gone on re-read", "Proof: 3 of 5 steps")]
    [InlineData(3, false, 4, "L3 no success since", "Proof: 4 of 5 steps")]
    [InlineData(4, false, 5, "L4 canary refused", "Proof: 5 of 5 steps")]
    [InlineData(1, true, 2, "Failed: still alive", "Proof: 2 of 5 steps, then disproved")]
    [InlineData(3, true, 2, "Failed: still alive", "Proof: 2 of 5 steps, then disproved")]
    public void ProofLadder_WhenLevelGiven_FillsAndSaysIt(int? level, bool alive, int filled, string word, string name)
    {
        var ladder = Render<ProofLadder>(p => p.Add(l => l.Level, level).Add(l => l.Alive, alive));

        ladder.FindAll("i").Count.ShouldBe(5);
        ladder.FindAll("i.on").Count.ShouldBe(filled);
        ladder.FindAll("i.bad").Count.ShouldBe(alive ? 1 : 0);
        ladder.Find("[role=img]").GetAttribute("aria-label").ShouldBe(name);
        Read(ladder.Find(".ladder")).ShouldBe(word);
        ladder.Find(".ladder").ClassList.Contains("proved").ShouldBe(!alive && level >= 2);
    }

    [Fact]
    public void ProofLadder_WhenACanaryWasRefused_DoesNotTakeEventDataForGranted()
    {
        var ladder = Render<ProofLadder>(p => p.Add(l => l.Level, 4).Add(l => l.WithoutEvents, true));

        ladder.FindAll("i").Select(i => i.ClassList.Contains("on")).ShouldBe([true, true, true, false, true]);
        ladder.Find("[role=img]").GetAttribute("aria-label").ShouldBe("Proof: 4 of 5 steps, without event data");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    public void ProofLadder_WhenLevelOutOfRange_Throws(int level) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Render<ProofLadder>(p => p.Add(l => l.Level, level)));

    [Fact]
    public void Badges_WhenAnyTone_HaveIconAndWord()
    {
        foreach (var tone in Enum.GetValues<Tone>())
        {
            var badge = Render<SeverityBadge>(p => p.Add(b => b.Level, tone));
            badge.FindAll("svg use").Count.ShouldBe(1);
            Read(badge.Find(".sev")).ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void VerdictBadge_WhenWaived_SaysUntilWhen()
    {
        var badge = Render<VerdictBadge>(p => p.Add(b => b.Verdict, Tone.Waived)
            .Add(b => b.Until, new DateOnly(2027, 1, 31)));

        Read(badge.Find(".sev")).ShouldBe("Waived to 31 Jan 2027");
    }

    [Fact]
    public void StateChip_WhenTextHostile_ShowsItAsText()
    {
        var chip = Render<StateChip>(p => p.Add(c => c.Text, Hostile));

        chip.FindAll("script").ShouldBeEmpty();
        Read(chip.Find(".chip")).ShouldBe("<script>alert(1)</script>[U+202E]gpj.exe[U+0007]");
    }

    [Fact]
    public void ForeignShown_WhenOrdinary_IsLeftAlone() =>
        Render(Foreign.Shown("Zoë’s নাম 👩‍🚀")).Find("bdi").TextContent.ShouldBe("Zoë’s নাম 👩‍🚀");

    [Theory]
    [InlineData("Governance P\u043Ertal", "Governance P[U+043E]rtal")]
    [InlineData("\u0421\u043E\u0440\u0435", "[U+0421][U+043E][U+0440][U+0435]")]
    [InlineData("Яндекс Sync", "Яндекс Sync")]
    [InlineData("a\u200Ddmin", "a[U+200D]dmin")]
    public void Threat_T14_LookAlikeName_IsMarked(string name, string shown) =>
        Render(Foreign.Shown(name)).Find("bdi").TextContent.ShouldBe(shown);

    [Theory]
    [InlineData(4, "Za\u0301\u0301\u0301\u0301lgo")]
    [InlineData(120, "Za\u0301\u0301\u0301\u0301[+116 marks]lgo")]
    public void ForeignShown_WhenMarksPileUp_KeepsFourAndCountsTheRest(int marks, string shown) =>
        Render(Foreign.Shown("Za" + new string('\u0301', marks) + "lgo")).Find("bdi").TextContent.ShouldBe(shown);

    [Fact]
    public void ActorName_WhenHostile_ShowsItAsText()
    {
        var actor = Render<ActorName>(p => p.Add(a => a.Name, Hostile).Add(a => a.Role, Role.OrgAdmin));

        actor.FindAll("script").ShouldBeEmpty();
        Read(actor.Find("span")).ShouldBe("<script>alert(1)</script>[U+202E]gpj.exe[U+0007], Org admin");
    }

    [Theory]
    [InlineData(null, "the portal")]
    [InlineData("system", "the portal")]
    [InlineData("cli:root", "the portal (cli:root)")]
    [InlineData("I. Quell", "I. Quell")]
    public void ActorName_WhenSystemOrPerson_SaysWho(string? name, string said) =>
        Read(Render<ActorName>(p => p.Add(a => a.Name, name)).Find("span")).ShouldBe(said);

    [Fact]
    public void ProblemAlert_WhenNull_ShowsNothing() =>
        Render<ProblemAlert>(p => p.Add(a => a.Problem, null)).Markup.Trim().ShouldBeEmpty();

    [Fact]
    public void ProblemAlert_WhenGiven_SaysWhatHappenedAndReference()
    {
        var tried = 0;
        var alert = Render<ProblemAlert>(p => p
            .Add(a => a.Problem, Problem.RemoteUnavailable("org.no-answer",
                "APAC gave no answer for 10 s. Try at 14:10."))
            .Add(a => a.Reference, "7F3A-22").Add(a => a.OnRetry, () => tried++));

        alert.Find("button").Click();

        Read(alert.Find("[role=alert]"))
            .ShouldBe("The other side didn’t answer. APAC gave no answer for 10 s. Try at 14:10. Try again · reference 7F3A-22");
        tried.ShouldBe(1);
    }

    [Fact]
    public void ProblemAlert_WhenFieldsInvalid_ListsThem()
    {
        var problem = new Problem(ProblemKind.Invalid, "form.invalid", "Two fields are wrong.",
            new Dictionary<string, string> { ["Name"] = "A name is missing.", ["Url"] = Hostile });

        var alert = Render<ProblemAlert>(p => p.Add(a => a.Problem, problem));

        alert.FindAll("li").Select(Read)
            .ShouldBe(["A name is missing.", "<script>alert(1)</script>[U+202E]gpj.exe[U+0007]"]);
    }

    [Fact]
    public void NoRight_WhenOrgRightMissing_NamesIt() =>
        Read(Render<NoRight>(p => p.Add(n => n.Right, "Customize Application").Add(n => n.Subject, "Dev"))
            .Find(".note"))
            .ShouldContain("Dev: unknown, not none. insufficient permission: Customize Application.");

    [Theory]
    [InlineData(Permission.DeclareIncident, "You need the role Incident responder.")]
    [InlineData(Permission.EditOwner, "You need one of the roles Org admin or Security reviewer.")]
    [InlineData(Permission.System, "No person may do this; only the portal itself.")]
    public void NoRight_WhenPortalPermissionMissing_NamesTheRoles(Permission permission, string said) =>
        Read(Render<NoRight>(p => p.Add(n => n.Permission, permission)).Find("b")).ShouldBe(said);

    [Fact]
    public void EmptyState_WhenGivenAnAction_ShowsBoth()
    {
        var empty = Render<EmptyState>(p => p.Add(e => e.Text, "No org is connected.")
            .AddChildContent("<a href='/orgs/connect'>Connect org</a>"));

        Read(empty.Find(".state")).ShouldBe("No org is connected. Connect org");
    }

    [Fact]
    public void SkeletonRows_WhenLoading_SaysWhat()
    {
        var rows = Render<SkeletonRows>(p => p.Add(s => s.Label, "Loading authorizations").Add(s => s.Rows, 5));

        rows.Find("[role=status]").GetAttribute("aria-label").ShouldBe("Loading authorizations");
        rows.FindAll("tr").Count.ShouldBe(5);
    }

    [Fact]
    public void Fact_WhenEmpty_SaysUnknown()
    {
        var facts = Render<FactList>(p => p.Add(f => f.ChildContent, b =>
        {
            b.OpenComponent<Fact>(0);
            b.AddAttribute(1, nameof(Fact.Term), "Owner");
            b.CloseComponent();
        }));

        Read(facts.Find("dl")).ShouldBe("Owner unknown");
    }
}
