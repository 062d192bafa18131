using System.Reflection;
using Governance.Domain.Audit;

namespace Governance.Domain.Tests.Audit;

public sealed class AuditEntryTests
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 11, 22, 1, 2, 3, 456, TimeSpan.Zero).AddTicks(789);
    private static readonly Guid Group = Guid.Parse("33333333-3333-7333-8333-333333333333");

    [Fact]
    public void Canonical_WhenEverythingIsSet_IsThisText() => Entry().Canonical().ShouldBe(
        """{"action":"org.synced","actor":{"id":"person:1","name":"Ada \"A\" Ä","orgGroup":"EMEA","role":"Org admin"},"after":"{\"n\":2}","at":"2026-11-22T01:02:03.456Z","before":"{\"n\":1}","id":"11111111-1111-7111-8111-111111111111","incident":"INC-0001","onBehalfOf":"person:2","outcome":"Done","previousHash":"0000000000000000000000000000000000000000000000000000000000000000","reason":"why\nnot","request":null,"seq":7,"session":"abc","sourceIp":"192.0.2.1","subject":{"id":"9","name":"Core","orgGroup":"33333333-3333-7333-8333-333333333333","type":"org"}}""");

    // sha256sum over the text above, made with another tool.
    [Fact]
    public void Hash_WhenComputed_IsTheGoldenOne() =>
        Entry().ComputeHash().ShouldBe("4bae2109a2de01a6d01c13e4f20785ed7c9eae0f9662185491a9d7b605e34205");

    [Fact]
    public void Hash_WhenAnyFieldChanges_Changes()
    {
        var golden = Entry().ComputeHash();
        var swept = 0;
        foreach (var property in typeof(AuditEntry).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.Name != nameof(AuditEntry.Hash)))
        {
            var changed = Entry();
            property.SetValue(changed, Other(property.GetValue(changed), property.PropertyType));
            changed.ComputeHash().ShouldNotBe(golden, property.Name);
            swept++;
        }
        swept.ShouldBeGreaterThan(19);
    }

    [Theory]
    [InlineData(null, "null")]
    [InlineData("", "\"\"")]
    [InlineData("a\"b\\c/d", "\"a\\\"b\\\\c/d\"")]
    [InlineData("\b\f\n\r\t\u0001\u001f\u007f", "\"\\b\\f\\n\\r\\t\\u0001\\u001f\u007f\"")]
    [InlineData("<ä🙂\u2028>", "\"<ä🙂\u2028>\"")]
    [InlineData(true, "true")]
    [InlineData(-7, "-7")]
    [InlineData(9007199254740993L, "9007199254740993")]
    public void Write_WhenAValue_IsThisText(object? value, string expected) => CanonicalJson.Write(value).ShouldBe(expected);

    [Fact]
    public void Write_WhenAMap_SortsByOrdinalKey() => CanonicalJson.Write(new Dictionary<string, object?>
    {
        ["b"] = 1L,
        ["B"] = null,
        ["a"] = new Dictionary<string, object?> { ["ä"] = "x", ["z"] = false },
        ["aa"] = 2,
    }).ShouldBe("""{"B":null,"a":{"z":false,"ä":"x"},"aa":2,"b":1}""");

    [Fact]
    public void Write_WhenAFloat_IsRefused()
    {
        Should.Throw<ArgumentException>(() => CanonicalJson.Write(1.5));
        Should.Throw<ArgumentException>(() => CanonicalJson.Write(1m));
        Should.Throw<ArgumentException>(() => CanonicalJson.Write(new Secret("x")));
    }

    [Fact]
    public void Add_WhenTheSameNameTwice_IsAnError() =>
        Should.Throw<ArgumentException>(() => new AuditFields().Add("a", 1).Add("a", 2));

    private static AuditEntry Entry()
    {
        var entry = AuditEntry.Seal(
            new AuditRecord(new AuditActor("person:1", "Ada \"A\" Ä", "Org admin", "EMEA"), "org.synced",
                new AuditSubject("org", "9", "Core", new OrgGroupId(Group)), AuditOutcome.Done)
            {
                Reason = "why\nnot",
                Before = new AuditFields().Add("n", 1),
                After = new AuditFields().Add("n", 2),
                Incident = "INC-0001",
                OnBehalfOf = "person:2",
                Session = "abc",
                SourceIp = "192.0.2.1",
            }, 7, AuditEntry.Genesis, At);
        typeof(AuditEntry).GetProperty(nameof(AuditEntry.Id))!.SetValue(entry, Guid.Parse("11111111-1111-7111-8111-111111111111"));
        return entry;
    }

    private static object? Other(object? value, Type type) => value switch
    {
        null when type == typeof(string) => "now set",
        string text => text + "x",
        long number => number + 1,
        Guid => Guid.Parse("22222222-2222-7222-8222-222222222222"),
        DateTimeOffset at => at.AddMilliseconds(1),
        OrgGroupId => new OrgGroupId(Guid.Parse("22222222-2222-7222-8222-222222222222")),
        AuditOutcome => AuditOutcome.Denied,
        _ => throw new ShouldAssertException($"No other value for {type.Name}."),
    };
}
