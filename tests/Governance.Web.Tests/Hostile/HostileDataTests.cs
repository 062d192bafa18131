using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Application.Audit;
using Governance.Application.Authorizations;
using Governance.Application.Certificates;
using Governance.Application.Exports;
using Governance.Application.Inventory;
using Governance.Application.Orgs;
using Governance.Application.Pipeline;
using Governance.Application.Policies;
using Governance.Application.Search;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Governance.Web.Tests.Hostile;

/// <summary>What leaves the hostile estate by files, logs and answers, and what its names do to questions.</summary>
[Collection(HostileEstate.Collection)]
public sealed partial class HostileDataTests(HostileEstate estate)
{
    private static readonly ListSelection[] Lists =
    [
        new ListSelection.OfOrgs(new OrgFilter()), new ListSelection.OfAuthorizations(new()), new ListSelection.OfIntegrations(new()), new ListSelection.OfVendors(), new ListSelection.OfCatalog(new()), new ListSelection.OfFindings(new FindingFilter()),
        new ListSelection.OfCertificates(new CertificateFilter()), new ListSelection.OfPermissionSets(new PermissionSetFilter { Kind = SetChoice.All }),
        new ListSelection.OfClientApps(new AppControlFilter()),
    ];

    [Fact]
    public async Task Threat_T12_FormulaCell_IsEscaped_InEveryListOfTheHostileEstate()
    {
        var (cells, guarded) = (0, 0);
        foreach (var list in Lists)
        {
            foreach (var line in await ExportAsync(Actors.Auditor, list, ExportFormat.Csv))
            {
                Record().IsMatch(line).ShouldBeTrue(line);
                foreach (var cell in Record().Match(line).Groups.Cast<Group>().Skip(1).SelectMany(g => g.Captures).Select(c => c.Value))
                {
                    cells++;
                    // As a spreadsheet reads it: leading blanks do not count, full-width signs do.
                    var read = cell.Trim().Normalize(NormalizationForm.FormKC);
                    (read.Length > 0 && "=+-@\t\r".Contains(read[0])).ShouldBeFalse(cell);
                    cell.Any(char.IsControl).ShouldBeFalse(cell);
                    if (read.StartsWith("'=", StringComparison.Ordinal) || read.StartsWith("'+", StringComparison.Ordinal) || read.StartsWith("'@", StringComparison.Ordinal)) guarded++;
                }
            }
            foreach (var line in await ExportAsync(Actors.Auditor, list, ExportFormat.Json)) JsonDocument.Parse(line).RootElement.ValueKind.ShouldBe(JsonValueKind.Object);
        }
        cells.ShouldBeGreaterThan(500);
        guarded.ShouldBeGreaterThan(5, "formulas did come");
    }

    [Fact]
    public async Task Threat_T13_ControlCharacters_AreInert_InLogAndAuditOfTheHostileEstate()
    {
        var receipt = (await estate.AskAsync(Actors.Auditor, new ExportAudit.Command())).Value.ShouldNotBeNull();
        var lines = new List<string>();
        for (var at = ReadAuditExport.Position.Start; at is not null;)
        {
            var page = (await estate.AskAsync(Actors.Auditor, new ReadAuditExport.Query(receipt.ExportId, at))).Value.ShouldNotBeNull();
            lines.AddRange(page.Lines);
            at = page.Next;
        }

        lines.Count.ShouldBeGreaterThan(20);
        foreach (var line in lines)
        {
            JsonDocument.Parse(line).RootElement.ValueKind.ShouldBe(JsonValueKind.Object);
            line.Any(char.IsControl).ShouldBeFalse(line);
        }
        lines.ShouldContain(l => l.Contains("reported a breach", StringComparison.Ordinal));
        var said = estate.Portal.Logs.Lines.Where(l => l.Category.StartsWith("Governance", StringComparison.Ordinal)).ToList();
        said.Count.ShouldBeGreaterThan(20);
        said.Where(l => l.Message.Any(c => char.IsControl(c) || c is '\u202e' or '\u200b' or '\u2060')).Select(l => l.Message).ShouldBeEmpty();
        foreach (var name in estate.Texts.Where(t => t.Length > 12 && t != "Governance Portal Reader" && t.Any(c => c is '<' or '=' or '\n' or '\'' or '%')))
            said.ShouldAllBe(l => !l.Message.Contains(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Threat_T15_Name_CannotChangeRequest_NorTheAnswer()
    {
        var apps = await estate.Portal.ReadAsync(db => db.Authorizations.Where(a => a.GoneAt == null).Select(a => a.AppName).Distinct().ToListAsync());
        var all = (await estate.AskAsync(Actors.Auditor, new ListAuthorizations.Query(new AuthorizationFilter(), "app", 0, 200))).Value!.Total;
        apps.Count.ShouldBeGreaterThan(30);
        foreach (var app in apps.Where(a => a.Length is > 3 and <= FindRecords.TextMaxLength && a.Any(char.IsLetterOrDigit)))
        {
            var page = (await estate.AskAsync(Actors.Auditor, new ListAuthorizations.Query(new AuthorizationFilter { Text = app }, "app", 0, 200))).Value.ShouldNotBeNull(app);
            page.Rows.ShouldContain(r => r.AppName == app, app);
            page.Total.ShouldBeLessThan(all / 3, app);
            var found = (await estate.AskAsync(Actors.Auditor, new FindRecords.Query(app))).Value.ShouldNotBeNull(app);
            found.Groups.Sum(g => g.Hits.Count).ShouldBeLessThan(30, app);
        }

        // Every call to the orgs and to Heroku went where the code says, and asked what the code asks, whatever the names are.
        var asked = estate.World.Calls.All().Select(c => c.Path).Distinct().ToList();
        asked.Count.ShouldBeGreaterThan(30);
        asked.Where(p => !Address().IsMatch(p)).ShouldBeEmpty();
        asked.Count(p => p.Contains("/connections/salesforce/", StringComparison.Ordinal)).ShouldBe(4, "the only names in an address: two connections for two apps each");
        var literals = asked.SelectMany(p => Literal().Matches(p.Contains("?q=", StringComparison.Ordinal) ? p : "")).Select(m => m.Groups[1].Value).ToList();
        literals.Count.ShouldBeGreaterThan(10);
        literals.Where(l => !Plain().IsMatch(l)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Threat_T16_LyingOrg_TouchesOnlyItself_InTheHostileEstate()
    {
        var before = await estate.Portal.ReadAsync(db => db.Authorizations.CountAsync());

        var said = await estate.ConnectAgainAsync(estate.First, "Another name", "AMER");

        said.ShouldContain("already connected");
        said.ShouldNotContain("EMEA");
        (await estate.Portal.ReadAsync(db => db.Authorizations.CountAsync())).ShouldBe(before);
        var rows = await estate.Portal.ReadAsync(db => db.Authorizations.AsNoTracking().ToListAsync());
        rows.ShouldAllBe(r => r.CreatedAt.Year > 1999 && r.CreatedAt.Year < 2100 && (r.UseCount == null || r.UseCount >= 0) && r.AppName.Length <= 255);
        var orgs = await estate.Portal.ReadAsync(db => db.Orgs.AsNoTracking().Where(o => o.SalesforceId != "").ToListAsync());
        rows.Select(r => r.OrgId).Distinct().ShouldBe(orgs.Select(o => o.Id), ignoreOrder: true);
    }

    [Fact]
    public async Task Threat_T41_ForeignGroup_ChangesNothingSeen_InTheHostileEstate()
    {
        var limited = Actors.Scoped(Role.Auditor, "AMER");
        var second = await estate.Portal.ReadAsync(db => db.Authorizations.CountAsync(a => a.GoneAt == null && db.Orgs.Any(o => o.Id == a.OrgId && o.Label == estate.Second.Name)));

        (await estate.AskAsync(limited, new ListAuthorizations.Query(new AuthorizationFilter(), "app", 0, 200))).Value!.Total.ShouldBe(second);
        foreach (var name in estate.OfFirstOnly.Where(n => n.Length <= AuthorizationFilter.TextMaxLength))
        {
            (await estate.AskAsync(limited, new ListAuthorizations.Query(new AuthorizationFilter { Text = name }, "app", 0, 200))).Value!.Total.ShouldBe(0, name);
            if (name.Length > FindRecords.TextMaxLength) continue;
            Hits(await estate.AskAsync(limited, new FindRecords.Query(name))).ShouldNotContain(name);
            Hits(await estate.AskAsync(Actors.Auditor, new FindRecords.Query(name))).ShouldNotBeEmpty(name);
        }
        foreach (var list in Lists)
            foreach (var line in await ExportAsync(limited, list, ExportFormat.Json))
                foreach (var value in JsonDocument.Parse(line).RootElement.EnumerateObject().Where(v => v.Value.ValueKind == JsonValueKind.String))
                    estate.OfFirstOnly.ShouldNotContain(value.Value.GetString()!);
    }

    [Fact]
    public async Task Threat_T42_ExportAfterScopeLoss_OfHostileRowsIsWithheld()
    {
        var limited = Actors.Scoped(Role.Auditor, "EMEA");
        var list = new ListSelection.OfClientApps(new AppControlFilter());
        var receipt = (await estate.AskAsync(limited, new ExportList.Command(list, ExportFormat.Csv))).Value.ShouldNotBeNull();
        var query = new ReadListExport.Query(receipt.ExportId, list.List, ExportFormat.Csv, [.. receipt.Keys.Take(ReadListExport.MostKeys)]);
        (await estate.AskAsync(limited, query)).Value.ShouldNotBeNull().Count.ShouldBeGreaterThan(5);
        var group = Actors.GroupOf(Role.Auditor, "EMEA");
        var amer = await estate.Portal.ReadAsync(db => db.OrgGroups.Where(g => g.Name == "AMER").Select(g => g.Id).SingleAsync());
        var emea = await estate.Portal.ReadAsync(db => db.OrgGroups.Where(g => g.Name == "EMEA").Select(g => g.Id).SingleAsync());

        await MoveAsync(group, amer);
        try
        {
            (await estate.AskAsync(limited, query)).Value.ShouldNotBeNull().ShouldBeEmpty();
        }
        finally
        {
            await MoveAsync(group, emea);
        }
    }

    [Fact]
    public async Task Threat_T43_OutOfScope_EqualsAbsent_InTheHostileEstate()
    {
        var limited = Actors.Scoped(Role.Auditor, "AMER");
        var hidden = await estate.Portal.ReadAsync(db => db.Authorizations.Where(a => a.AppName == HostileEstate.JavaScript).Select(a => a.Id).FirstAsync());

        var (foreign, absent) = (await estate.AskAsync(limited, new GetAuthorization.Query(hidden)), await estate.AskAsync(limited, new GetAuthorization.Query(AuthorizationId.New())));

        (await estate.AskAsync(Actors.Auditor, new GetAuthorization.Query(hidden))).Value.ShouldNotBeNull();
        foreign.Problem.ShouldNotBeNull().Kind.ShouldBe(ProblemKind.NotFound);
        foreign.Problem.ShouldBe(absent.Problem);
    }

    private Task MoveAsync(string group, OrgGroupId to) => estate.Portal.WriteAsync(db =>
    {
        db.RoleAssignments.RemoveRange(db.RoleAssignments.Where(a => a.Group == group));
        db.RoleAssignments.Add(new RoleAssignment(group, Role.Auditor, to));
    });

    private static List<string> Hits(Result<FindRecords.Found> answer) => [.. answer.Value.ShouldNotBeNull().Groups.SelectMany(g => g.Hits).Select(h => h.Name)];

    private async Task<IReadOnlyList<string>> ExportAsync(Actor actor, ListSelection selection, ExportFormat format)
    {
        var receipt = (await estate.AskAsync(actor, new ExportList.Command(selection, format))).Value.ShouldNotBeNull();
        var lines = new List<string>();
        foreach (var keys in receipt.Keys.Chunk(ReadListExport.MostKeys))
            lines.AddRange((await estate.AskAsync(actor, new ReadListExport.Query(receipt.ExportId, selection.List, format, keys))).Value.ShouldNotBeNull());
        return lines;
    }

    [GeneratedRegex("^\"((?:[^\"]|\"\")*)\"(?:,\"((?:[^\"]|\"\")*)\")*$")]
    private static partial Regex Record();

    [GeneratedRegex(@"^/(services/(oauth2/(token|revoke)|data|data/v62\.0/(composite|limits|jobs/(query|ingest)|(tooling/)?query\?q=SELECT .*|(tooling/)?sobjects/[A-Za-z0-9/]+)|Soap/m/67\.0)"
        + @"|account|account/rate-limits|addon-attachments|(apps|addons)(/[0-9a-f-]{36}(/[a-z0-9-]+){0,3})?|addons/[0-9a-f-]{36}/connections/salesforce/[^/]+/apps/[0-9a-f-]{36})$")]
    private static partial Regex Address();

    [GeneratedRegex("'((?:[^'\\\\]|\\\\.)*)'")]
    private static partial Regex Literal();

    [GeneratedRegex("^[A-Za-z0-9 .\u2026]+$")]
    private static partial Regex Plain();
}
