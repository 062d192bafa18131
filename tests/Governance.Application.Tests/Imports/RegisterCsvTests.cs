using System.Text;
using System.Text.Json.Nodes;
using Governance.Application.Audit;
using Governance.Application.Imports;
using Governance.Domain;
using Governance.Domain.Connections;
using Governance.Domain.Integrations;
using Governance.Domain.Orgs;
using Governance.Domain.Policies;
using Governance.Domain.Vendors;
using Governance.TestKit;

namespace Governance.Application.Tests.Imports;

/// <summary>The CSV form of a register: one type of record a file.</summary>
public sealed class RegisterCsvTests
{
    private static readonly ImportRegister.Command Whole = new(
        ["EMEA", "=cmd|'/c calc'!A1", "-Süd;Ost"],
        [
            new VendorRecord("Gain\"fold, Inc.", [new VendorRuleRecord(VendorRuleKind.AppNameIs, "a;b:c\\d"), new VendorRuleRecord(VendorRuleKind.AppNameStartsWith, "@gain")],
                new VendorProfileRecord(["203.0.113.0-203.0.113.7", "198.51.100.4"], ["a.example"], "soc@gain.example", 24, DateTimeOffset.UnixEpoch, true)),
        ],
        [
            new IntegrationRecord("Ledger")
            {
                Owner = "a@b.example", Purpose = "Line one\r\n\tline \"two\" \u202E;\\n 'x", Direction = DataDirection.Both, DataClass = DataClass.Restricted,
                Regime = Regime.Payment, SecretPlace = SecretPlace.Manager, Controls = [AccessControls.AddressList, AccessControls.OAuth], HasGateway = false,
                ExternalSystems = 3, ReviewAt = DateTimeOffset.UnixEpoch,
                Parts = [new IntegrationPartRecord(IntegrationPartKind.App, "Ledger: Sync"), new IntegrationPartRecord(IntegrationPartKind.User, "l@x.example", "00D000000000001")],
            },
            new IntegrationRecord("'quoted"),
        ],
        [new PersonRecord("a@b.example", "Ada B")])
    {
        Owners = [new OwnerRecord("00D000000000001", "app:CA:x", "a@b.example", "c@d.example")],
        Waivers =
        [
            new WaiverRecord("auth.stale", ThingKind.Authorization, "+Sync", new DateOnly(2027, 1, 31), "The vendor mends it.", "00D000000000001",
                Guid.Parse("11111111-1111-7111-8111-111111111111"), WaiverStanding.Approved, "Ada", "Bo"),
        ],
        ArchitectureDecisions =
        [
            new DecisionRecord("Ledger", DataDirection.Both, DataClass.Restricted, Regime.Payment, OrgInfrastructure.Hyperforce, true, false, 3, 41, "Ada",
                DateTimeOffset.UnixEpoch, "Decision\n- one\n"),
        ],
        Connections =
        [
            new ConnectionRecord(ConnectionTarget.Org, "Core", "EMEA", ConnectionFlow.JwtBearer, "https://core.my.salesforce.com", "consumer-key", "u@x.example",
                "00D000000000001", true),
            new ConnectionRecord(ConnectionTarget.Heroku, "Shop"),
        ],
    };

    public static TheoryData<RegisterPart> Parts() => [.. RegisterParts.All];

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Csv_OfEveryType_ComesBackAsItWas(RegisterPart part)
    {
        var text = Text(Whole, part);

        var read = RegisterCsv.Parse(Encoding.UTF8.GetBytes("\uFEFF" + text), part);

        read.Problem.ShouldBeNull();
        (await JsonAsync(read.Value!)).ShouldBe(await JsonAsync(RegisterParts.Only(Whole, part)));
        RegisterParts.Count(read.Value!, part).ShouldBeGreaterThan(0);
        // Nothing in it begins what a spreadsheet could take for a formula, and no line is broken by a text.
        text.Split(Csv.LineEnd)[..^1].Length.ShouldBe(RegisterParts.Count(Whole, part) + 1);
        text.ShouldAllBe(c => c == '\r' || c == '\n' || !char.IsControl(c));
        text.ShouldNotContain("\"=");
        text.ShouldNotContain("\"+");
        text.ShouldNotContain("\"-");
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Columns_AreTheMembersOfThePublishedSchema(RegisterPart part)
    {
        var schema = JsonNode.Parse(Repository.Read("database", "seed", "schema", "register.schema.json"))!["properties"]![RegisterParts.NameOf(part)]!["items"]!;
        var members = part == RegisterPart.OrgGroups ? ["name"] : schema["properties"]!.AsObject().SelectMany(p =>
            p.Value!["properties"] is JsonObject inner ? inner.Select(i => $"{p.Key}.{i.Key}") : [p.Key]).ToList();

        RegisterCsv.ColumnsOf(part).Order(StringComparer.Ordinal).ShouldBe(members.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Csv_InWhateverOrderOfColumns_WithBlankLinesAndMissingOnes_IsRead()
    {
        var read = Parse("rules,name\n\nappNameIs:abc,Acme\n\n\"appNameStartsWith:\"\"x\"\"y\",\"Two\"\n").Value!;

        read.Vendors.Select(v => (v.Name, v.Rules[0].Pattern)).ShouldBe([("Acme", "abc"), ("Two", "\"x\"y")]);
        read.Vendors.ShouldAllBe(v => v.Profile == null);
    }

    [Fact]
    public void Csv_WithAFormula_KeepsItAsText()
    {
        var read = Parse("name,rules\n=HYPERLINK(1),appNameIs:=1+1\n'@x,appNameIs:abc\n'plain,appNameIs:def").Value!;

        read.Vendors.Select(v => v.Name).ShouldBe(["=HYPERLINK(1)", "@x", "'plain"]);
        Text(read, RegisterPart.Vendors).ShouldContain("\"'=HYPERLINK(1)\"");
    }

    [Theory]
    [InlineData("", "Line 1: the names of the columns are missing")]
    [InlineData("name,rules,password\nA,appNameIs:abc,x", "Line 1: “password” is no column of vendors. There are: name, rules,")]
    [InlineData("name;rules\nA;b", "Line 1: “name;rules” is no column")]
    [InlineData("name,name,rules\nA,B,c", "Line 1: the column “name” comes twice")]
    [InlineData("name\nA", "Line 1: the column “rules” is missing")]
    [InlineData("name,rules\nA,appNameIs:abc\nB", "Line 3: there are 1 cells under 2 columns")]
    [InlineData("name,rules\nA,appNameIs:abc,x", "Line 2: there are 3 cells under 2 columns")]
    [InlineData("name,rules\n,appNameIs:abc", "Line 2: “name” is empty")]
    [InlineData("name,rules\nA,\"appNameIs:abc\nB,x", "Line 3: a quote is not closed")]
    [InlineData("name,rules\nA,\"appNameIs:abc\"x\n", "Line 2: something stands behind the closing quote")]
    [InlineData("name,rules\nA\"B,x", "Line 2: a quote stands in a cell that is not quoted")]
    [InlineData("name,rules\nA,abc", "Line 2: “rules” holds “abc”, which is not written as kind:name")]
    [InlineData("name,rules\nA,regex:abc", "Line 2: “rules[0].kind” has a value that is none")]
    [InlineData("name,rules\nA,appNameIs:ab", "Line 2: The vendor “A” has a rule whose pattern is shorter")]
    [InlineData("name,rules\n\"A\n\",appNameIs:abc", "Line 2: “A")]
    [InlineData("name,rules\nA,appNameIs:abc\nB,appNameIs:def\na,appNameIs:ghi", "Line 4: The vendor “a” comes twice")]
    [InlineData("name,rules\nA,appNameIs:a\\bc", "Line 2: “rules” holds a backslash that escapes nothing")]
    [InlineData("name,rules\nA,appNameIs:abc\\", "Line 2: “rules” holds a backslash")]
    [InlineData("name,rules\nA,appNameIs:a\\u{d800}c", "Line 2: “rules” holds a backslash")]
    [InlineData("name,rules,profile.noticeHours\nA,appNameIs:abc,1.5", "Line 2: “profile.noticeHours” is no whole number")]
    [InlineData("name,rules,profile.noticeHours\nA,appNameIs:abc,99999999999", "Line 2: “profile.noticeHours” has a value")]
    [InlineData("name,rules,profile.offersAppLink\nA,appNameIs:abc,yes", "Line 2: “profile.offersAppLink” is neither true nor false")]
    [InlineData("name,rules,profile.endedAt\nA,appNameIs:abc,tomorrow", "Line 2: “profile.endedAt” has a value")]
    [InlineData("name,rules\nA,appName\0Is:abc", "Line 2: there is a NUL character")]
    [InlineData("name,rules\nA\u202Eb,appNameIs:abc", "Line 2: “A\u202Eb” is no name for a vendor")]
    public void Csv_WhenWrong_IsRefusedWithLineAndReason(string text, string says)
    {
        var answer = Parse(text);

        answer.Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        answer.Problem.Message.ShouldStartWith(says);
        answer.Problem.Message.ShouldEndWith("Nothing was imported.");
    }

    [Fact]
    public void Csv_WhenNoUtf8OrACellIsTooLong_IsRefused()
    {
        RegisterCsv.Parse([0x6E, 0xFF, 0xFE], RegisterPart.Vendors).Problem!.Message.ShouldStartWith("Line 1: the file is no text in UTF-8");
        Parse($"name,rules\n\"{new string('x', CsvReader.CellMaxLength + 1)}\",a").Problem!.Message.ShouldStartWith("Line 2: a cell is too long");
        Parse(new string(',', 200)).Problem!.Message.ShouldStartWith("Line 1: there are more than 64 cells");
        Parse($"name,rules\n{new string('x', 81)},appNameIs:abc").Problem!.Message.ShouldStartWith("Line 2: “xxx");
    }

    private static Result<ImportRegister.Command> Parse(string text) => RegisterCsv.Parse(Encoding.UTF8.GetBytes(text), RegisterPart.Vendors);

    private static string Text(ImportRegister.Command register, RegisterPart part) => string.Concat(RegisterCsv.Lines(register, part).Select(l => l + Csv.LineEnd));

    private static async Task<string> JsonAsync(ImportRegister.Command register)
    {
        using var file = new MemoryStream();
        await RegisterFile.WriteAsync(register, file, CancellationToken.None);
        return Encoding.UTF8.GetString(file.ToArray());
    }
}
