using System.Text;
using Governance.Application.Imports;
using Governance.Domain;
using Governance.Domain.Vendors;

namespace Governance.Application.Tests.Imports;

public sealed class RegisterFileTests
{
    [Fact]
    public async Task Read_WhenDemo_HasItsOrgGroupsAndVendors()
    {
        await using var file = File.OpenRead(Path.Combine(Root(), "database", "seed", "demo.register.json"));

        var command = (await RegisterFile.ReadAsync(file, CancellationToken.None)).Value.ShouldNotBeNull();

        command.OrgGroups.ShouldBe(["Americas", "EMEA", "APAC", "Non-production"]);
        command.Vendors.Count.ShouldBeGreaterThanOrEqualTo(12);
        (await new ImportRegisterValidator().ValidateAsync(command)).Errors.ShouldBeEmpty();
        ImportProblems.ClaimedTwice(command.Vendors, []).ShouldBeNull();
    }

    [Fact]
    public async Task Read_WhenWhole_TakesEveryMember()
    {
        var command = (await ReadAsync("""
            {"$schema": "x", "version": 1, "description": "d", "orgGroups": ["A"],
             "vendors": [{"name": "V", "rules": [{"kind": "appNameIs", "pattern": "app"}, {"kind": "appNameStartsWith", "pattern": "app "}]}]}
            """)).Value.ShouldNotBeNull();

        command.OrgGroups.ShouldBe(["A"]);
        command.Vendors[0].Rules.Select(r => r.Kind).ShouldBe([VendorRuleKind.AppNameIs, VendorRuleKind.AppNameStartsWith]);
    }

    [Theory]
    [InlineData("{\"version\": 1,\n \"colour\": 1}", "Line 2,")]
    [InlineData("{\"version\": 1, \"vendors\": [\n{\"name\": \"V\", \"rules\": [], \"x\": 1}]}", "Line 2,")]
    [InlineData("{\"version\": 1,\n \"version\": 1}", "Line 2,")]
    [InlineData("{\"version\": 1, \"vendors\": [{\"name\": \"V\", \"name\": \"W\", \"rules\": []}]}", "Line 1,")]
    [InlineData("{\"version\": 1, \"vendors\": [{\"name\": \"V\"}]}", "Line 1,")]
    [InlineData("{\"version\": 1, \"vendors\": [{\"name\": null, \"rules\": []}]}", "Line 1,")]
    [InlineData("{\"version\": 1, \"vendors\": [null]}", "$.vendors")]
    [InlineData("{\"version\": 1, \"vendors\": [{\"name\": \"V\", \"rules\": [null]}]}", "$.vendors")]
    [InlineData("{\"version\": 1, \"orgGroups\": [null]}", "$.orgGroups")]
    [InlineData("{\"version\": 1, \"vendors\": [{\"name\": \"V\", \"rules\": [{\"kind\": \"regex\", \"pattern\": \"x\"}]}]}", "Line 1,")]
    [InlineData("{\"version\": 1, \"vendors\": [{\"name\": \"V\", \"rules\": [{\"kind\": 0, \"pattern\": \"x\"}]}]}", "Line 1,")]
    [InlineData("{\"version\": 2}", "$.version")]
    [InlineData("{}", "Line 1,")]
    [InlineData("{\"version\": 1,}", "Line 1,")]
    [InlineData("{\"version\": 1} x", "Line 1,")]
    [InlineData("null", "Line 1,")]
    [InlineData("[]", "Line 1,")]
    [InlineData("", "Line 1,")]
    [InlineData("\n\n// comment\n{}", "Line 3,")]
    public async Task Read_WhenNotAsTheSchemaSays_NamesThePlace(string json, string place)
    {
        var answer = await ReadAsync(json);

        answer.Problem!.Code.ShouldBe("register.unreadable");
        answer.Problem.Message.ShouldContain(place);
    }

    [Theory]
    [InlineData("{\"version\": 1, \"owners\": [null]}", "$.owners")]
    [InlineData("{\"version\": 1, \"waivers\": [null]}", "$.waivers")]
    [InlineData("{\"version\": 1, \"architectureDecisions\": [null]}", "$.architectureDecisions")]
    [InlineData("{\"version\": 1, \"connections\": [null]}", "$.connections")]
    [InlineData("{\"version\": 1, \"connections\": [\n{\"to\": \"org\", \"name\": \"A\", \"clientSecret\": \"x\"}]}", "Line 2,")]
    [InlineData("{\"version\": 1, \"vendors\": [{\"name\": \"V\", \"rules\": [], \"profile\": {\"egress\": [null]}}]}", "$.vendors")]
    public async Task Read_WhenARestIsNotAsTheSchemaSays_NamesThePlace(string json, string place)
    {
        var answer = await ReadAsync(json);

        answer.Problem!.Code.ShouldBe("register.unreadable");
        answer.Problem.Message.ShouldContain(place);
    }

    [Fact]
    public async Task Read_WhenARecordCannotBe_NamesItsLineAndTheReason()
    {
        var answer = await ReadAsync("""
            {"version": 1, "people": [{"mail": "a@b.example", "name": "A"}],
             "connections": [
               {"to": "heroku", "name": "Shop"},
               {"to": "org",
                "name": "Core"}]}
            """);

        (answer.Problem!.Code, answer.Problem.Message).ShouldBe(("register.refused",
            "Line 4: The connection “Core” needs an org group, a flow, a login host and a client id, when it leads to an org. Nothing was imported."));
        (await ReadAsync("{\"version\": 1, \"orgGroups\": [\"A\",\n\"a\"]}")).Problem!.Message.ShouldBe("Line 2: The org group “a” comes twice. Nothing was imported.");
        (await ReadAsync("{\"version\": 1, \"waivers\": [\n{\"rule\": \"no.such\", \"thing\": \"org\", \"name\": \"x\", \"until\": \"2027-01-01\", \"reason\": \"because of it\"}]}"))
            .Problem!.Message.ShouldStartWith("Line 2: There is no rule “no.such”.");
    }

    [Fact]
    public async Task Read_WhenNestedTooDeep_IsRefused()
    {
        var answer = await ReadAsync($$"""{"version": 1, "integrations": {{new string('[', 100)}}{{new string(']', 100)}}}""");

        answer.Problem!.Code.ShouldBe("register.unreadable");
    }

    [Fact]
    public async Task Read_WhenTooLarge_IsRefusedWithoutReadingOn()
    {
        await using var endless = new Blanks();

        var answer = await RegisterFile.ReadAsync(endless, CancellationToken.None);

        answer.Problem.ShouldBe(ImportProblems.TooLarge);
        endless.Given.ShouldBeLessThan(RegisterFile.MaxBytes + 200_000);
    }

    private static async Task<Result<ImportRegister.Command>> ReadAsync(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return await RegisterFile.ReadAsync(stream, CancellationToken.None);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Governance.sln"))) folder = folder.Parent;
        return folder.ShouldNotBeNull().FullName;
    }

    private sealed class Blanks : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)' ', offset, count);
            Given += count;
            return count;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
