using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Governance.TestKit;

namespace Governance.Domain.Tests.Policies;

public sealed class PolicyReaderTests
{
    private const string Head = "{\n\"version\": 1,\n\"name\": \"Ours\",\n";

    private static readonly HashSet<string> Groups = ["EMEA", "AMER"];

    // The file, the line and words of the refusal, and whether the published schema can say so too.
    public static TheoryData<string, int, string, bool> Refused => new()
    {
        { "", 1, "not JSON", false },
        { "[]", 1, "one JSON object", true },
        { "{\n\"version\": 1,\n", 3, "not JSON", false },
        { "{\"version\": 1, \"name\": \"Ours\"}", 1, "“rules” is missing", true },
        { "{\"version\": 1, \"rules\": {}}", 1, "“name” is missing", true },
        { "{\"name\": \"Ours\", \"rules\": {}}", 1, "“version” is missing", true },
        { "{\n\"version\": 2,\n\"name\": \"Ours\", \"rules\": {}}", 2, "“version” must be 1", true },
        { "{\n\"version\": \"1\",\n\"name\": \"Ours\", \"rules\": {}}", 2, "“version” must be a whole number", true },
        { "{\"version\": 1,\n\"name\": 7, \"rules\": {}}", 2, "“name” must be a text", true },
        { "{\"version\": 1,\n\"name\": \"\", \"rules\": {}}", 2, "“name” is empty", true },
        { "{\"version\": 1,\n\"name\": \" Ours\", \"rules\": {}}", 2, "begins or ends with a space", false },
        { "{\"version\": 1,\n\"name\": \"a\\u0007b\", \"rules\": {}}", 2, "control character", false },
        { "{\"version\": 1,\n\"name\": \"a\\uD800b\", \"rules\": {}}", 2, "not valid UTF-8", false },
        { Head + "\"description\": \"a\\u0000\", \"rules\": {}}", 4, "cannot be stored", false },
        { Head + $"\"description\": \"{new string('x', 501)}\", \"rules\": {{}}}}", 4, "more than 500", true },
        { Head + "\"colour\": 1, \"rules\": {}}", 4, "“colour” is no part", true },
        { Head + "\"name\": \"Theirs\", \"rules\": {}}", 4, "“name” stands twice", false },
        { Head + "\"rules\": {}} {}", 4, "not JSON", false },
        { Head + "\"bindings\": \"*\", \"rules\": {}}", 4, "must be a list of texts", true },
        { Head + "\"bindings\": [1], \"rules\": {}}", 4, "must be a text", true },
        { Head + "\"bindings\": [\"EMEA\",\n\"EMEA\"], \"rules\": {}}", 5, "“EMEA” stands twice", true },
        { Head + "\"bindings\": [\"EMEA\",\n\"*\"], \"rules\": {}}", 5, "binds them twice", false },
        { Head + "\"bindings\": [\"APAC\"], \"rules\": {}}", 4, "no org group “APAC”", false },
        { Head + "\"rules\": []}", 4, "“rules” must be an object", true },
        { Head + "\"rules\": {\n\"app.nothing\": {}}}", 5, "no rule “app.nothing”", true },
        { Head + "\"rules\": {\"app.pkce\": {},\n\"app.pkce\": {}}}", 5, "“app.pkce” stands twice", false },
        { Head + "\"rules\": {\n\"app.pkce\": true}}", 5, "“app.pkce” must be an object", true },
        { Head + "\"rules\": {\"app.pkce\": {\n\"on\": \"yes\"}}}", 5, "“on” must be true or false", true },
        { Head + "\"rules\": {\"app.pkce\": {\n\"severity\": \"awful\"}}}", 5, "“awful” is no severity", true },
        { Head + "\"rules\": {\"app.pkce\": {\n\"severity\": \"High\"}}}", 5, "“High” is no severity", true },
        { Head + "\"rules\": {\"app.pkce\": {\n\"severity\": null}}}", 5, "“severity” must be a text", true },
        { Head + "\"rules\": {\"app.pkce\": {\n\"colour\": 1}}}", 5, "“colour” is no part of a rule", true },
        { Head + "\"rules\": {\"app.pkce\": {\n\"thresholds\": {\"days\": 1}}}}", 5, "app.pkce has no threshold “days”", true },
        { Head + "\"rules\": {\"app.idle-ttl\": {\"thresholds\": []}}}", 4, "“thresholds” must be an object", true },
        { Head + "\"rules\": {\"app.idle-ttl\": {\"thresholds\": {\n\"days\": -1}}}}", 5, "“days” is negative", true },
        { Head + "\"rules\": {\"app.idle-ttl\": {\"thresholds\": {\n\"days\": 1.5}}}}", 5, "“days” must be a whole number", true },
        { Head + "\"rules\": {\"app.idle-ttl\": {\"thresholds\": {\n\"days\": \"30\"}}}}", 5, "“days” must be a whole number", true },
        { Head + "\"rules\": {\"app.idle-ttl\": {\"thresholds\": {\n\"days\": 1000001}}}}", 5, "must be 0 to 1000000", true },
        { Head + "\"rules\": {\"app.idle-ttl\": {\"thresholds\": {\n\"days\": 99999999999999999999}}}}", 5, "must be 0 to 1000000", true },
        { Head + "\"rules\": {\"app.idle-ttl\": {\"thresholds\": {\"days\": 1,\n\"days\": 2}}}}", 5, "“days” stands twice", false },
        { Head + "\"rules\": {\"app.idle-ttl\": {\"lists\": {\n\"days\": []}}}}", 5, "app.idle-ttl has no list “days”", true },
        { Head + "\"rules\": {\"cert.naming\": {\"lists\": {\n\"prefixes\": [\"\"]}}}}", 5, "holds an empty text", true },
        { Head + "\"rules\": {\"cert.naming\": {\"lists\": {\"prefixes\": [\"a\",\n\"a\"]}}}}", 5, "“a” stands twice", true },
        { Head + $"\"rules\": {{\"cert.naming\": {{\"lists\": {{\"prefixes\": [\"{new string('x', 201)}\"]}}}}}}}}", 4, "more than 200 characters", true },
        { Head + $"\"rules\": {{\"cert.naming\": {{\"lists\": {{\"prefixes\": [{string.Join(',', Enumerable.Range(0, 201).Select(i => $"\"{i}\""))}]}}}}}}}}", 4, "more than 200 entries", true },
        { Head + $"\"rules\": {{\"app.pkce\": {new string('[', 20)}", 4, "must be an object", false },
        { Head + "\"rules\": {}, \"approvals\": {}}", 4, "“approvals” must be a list", true },
        { Approval("{\"stages\": []}"), 5, "an approval rule has no stage", false },
        { Approval("{\"risk\": \"high\"}"), 5, "an approval rule has no stage", true },
        { Approval("{\"kinds\": [\"waivers\"], \"stages\": [{\"approvers\": \"unscoped\", \"quorum\": 1}]}"), 5, "no kind of request “waivers”", true },
        { Approval("{\"data\": \"secret\", \"stages\": [{\"approvers\": \"unscoped\", \"quorum\": 1}]}"), 5, "“secret” is no data class", true },
        { Approval("{\"colour\": 1}"), 5, "“colour” is no part of an approval rule", true },
        { Approval("{\"stages\": [{\"approvers\": \"unscoped\", \"quorum\": 1, \"colour\": 1}]}"), 5, "“colour” is no part of a stage", true },
        { Approval("{\"stages\": [{\"approvers\": \"unscoped\"}]}"), 5, "a stage lacks “quorum”", true },
        { Approval("{\"stages\": [{\"quorum\": \"any\"}]}"), 5, "a stage lacks “approvers”", true },
        { Approval("{\"stages\": [{\"approvers\": \"admins\", \"quorum\": 1}]}"), 5, "“admins” names no approvers", false },
        { Approval("{\"stages\": [{\"approvers\": \"claim: leads\", \"quorum\": 1}]}"), 5, "names no approvers", false },
        { Approval("{\"stages\": [{\"approvers\": \"unscoped\", \"quorum\": 0}]}"), 5, "“quorum” must be 1 to 20", true },
        { Approval("{\"stages\": [{\"approvers\": \"unscoped\", \"quorum\": 21}]}"), 5, "“quorum” must be 1 to 20", true },
        { Approval("{\"stages\": [{\"approvers\": \"unscoped\", \"quorum\": \"most\"}]}"), 5, "“most” is no quorum", true },
        { Approval("{\"stages\": [{\"approvers\": \"unscoped\", \"quorum\": 1, \"hours\": 169}]}"), 5, "“hours” must be 1 to 168", true },
        { Approval("{\"stages\": [{\"approvers\": \"unscoped\", \"quorum\": 1}, {\"approvers\": \"unscoped\", \"quorum\": 2}]}"), 5, "the same approvers stand twice", false },
        { Approval("{\"stages\": [[\"unscoped\"]]}"), 5, "a stage must be an object", true },
    };

    private static string Approval(string rule) => Head + "\"rules\": {}, \"approvals\": [\n" + rule + "]}";

    [Fact]
    public void Read_WhenApprovalsAreAllUsed_TakesThem_AndWritesThemBack()
    {
        var file = Approval("""
            {"kinds": ["waiver", "plannedRevocation"], "risk": "critical", "data": "restricted", "stages": [
              {"approvers": "orgGroup", "quorum": "any", "hours": 24}, {"approvers": "unscoped", "quorum": 2}, {"approvers": "claim:sec-leads", "quorum": "all"}, {"approvers": "reviewers", "quorum": 1}]}
            """);
        SchemaAllows(JsonNode.Parse(file)).ShouldBeTrue();

        var rule = PolicyReader.Read(Encoding.UTF8.GetBytes(file), Groups).Value.ShouldNotBeNull().Approvals.ShouldHaveSingleItem();

        ApprovalWords.Of(rule).ShouldBe("Critical requests for planned revocations or waivers about data that is restricted: first one of the reviewers of the org group, "
            + "escalated after 24 hours, then two of the reviewers of all org groups, then all of the reviewers in sec-leads, then one of all who may decide.");
        var written = PolicyReader.Stored(file).Write();
        SchemaAllows(JsonNode.Parse(written)).ShouldBeTrue();
        PolicyReader.Read(Encoding.UTF8.GetBytes(written), Groups).Value!.Write().ShouldBe(written);
        PolicyDiff.Between(PolicyReader.Stored(written), PolicyReader.Stored(file)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Read_WhenSomethingIsWrong_RefusesTheWholeWithLineAndReason(string file, int line, string reason, bool schemaKnows)
    {
        var read = PolicyReader.Read(Encoding.UTF8.GetBytes(file), Groups);

        read.Value.ShouldBeNull();
        read.Problem!.Kind.ShouldBe(ProblemKind.Invalid);
        read.Problem.Message.ShouldStartWith($"Line {line}: ");
        read.Problem.Message.ShouldContain(reason);
        read.Problem.Message.ShouldEndWith("The file was refused whole; nothing was changed.");
        if (schemaKnows) SchemaAllows(JsonNode.Parse(file)).ShouldBeFalse("the published schema allows what the reader refuses");
    }

    [Fact]
    public void Read_WhenBytesAreNoText_RefusesThem()
    {
        byte[] file = [.. "{\"version\": 1, \"name\": \"a"u8, 0xFF, .. "\", \"rules\": {}}"u8];

        PolicyReader.Read(file, Groups).Problem!.Message.ShouldStartWith("Line 1: ");
    }

    [Fact]
    public void Read_WhenTooLarge_RefusesItUnread() =>
        PolicyReader.Read(new byte[PolicyDocument.MaxBytes + 1], Groups).Problem!.Message.ShouldContain("larger than 256 KB");

    [Fact]
    public void Read_WhenNamesAreLong_EchoesTheirBeginningOnly() =>
        PolicyReader.Read(Encoding.UTF8.GetBytes($"{{\"{new string('y', 5000)}\": 1}}"), Groups).Problem!.Message.Length.ShouldBeLessThan(200);

    [Fact]
    public void Read_WhenAllIsUsed_TakesIt_AndWritesItBack()
    {
        const string file = Head + """
            "description": "For us.", "bindings": ["EMEA", "AMER"],
            "rules": {
              "perm.dangerous": {"on": true, "severity": "high", "lists": {"permissions": ["B", "A"]}},
              "app.ip-allowlist": {"thresholds": {"ranges": 0, "addresses": 1000000}},
              "app.legacy-kind": {"on": false}
            }}
            """;
        SchemaAllows(JsonNode.Parse(file)).ShouldBeTrue();

        var read = PolicyReader.Read([.. "\uFEFF"u8, .. Encoding.UTF8.GetBytes(file)], Groups).Value.ShouldNotBeNull();

        (read.Name, read.Description, string.Join(' ', read.Bindings)).ShouldBe(("Ours", "For us.", "AMER EMEA"));
        read.Rules.Keys.ShouldBe(["app.ip-allowlist", "app.legacy-kind", "perm.dangerous"]);
        read.Rules["app.ip-allowlist"].Thresholds.ShouldBe(new Dictionary<string, int> { ["ranges"] = 0, ["addresses"] = 1_000_000 }, ignoreOrder: true);
        read.Rules["perm.dangerous"].Lists["permissions"].ShouldBe(["A", "B"]);
        read.Rules["app.legacy-kind"].IsOn.ShouldBeFalse();
        var written = read.Write();
        SchemaAllows(JsonNode.Parse(written)).ShouldBeTrue();
        PolicyReader.Read(Encoding.UTF8.GetBytes(written), Groups).Value!.Write().ShouldBe(written);
        PolicyReader.Stored(written).Write().ShouldBe(written);
    }

    [Fact]
    public void Stored_WhenARuleIsGoneFromTheCatalogue_LeavesItOut() =>
        PolicyReader.Stored(Head + "\"rules\": {\"app.former\": {\"on\": [1, {}]}, \"app.pkce\": {}}}").Rules.Keys.ShouldBe(["app.pkce"]);

    [Fact]
    public void Schema_NamesEveryRuleWithItsThresholdsAndLists()
    {
        var rules = Schema["properties"]!["rules"]!["properties"]!.AsObject();

        rules.Select(r => r.Key).Order(StringComparer.Ordinal).ShouldBe(RuleCatalogue.All.Select(r => r.Id));
        foreach (var rule in RuleCatalogue.All)
        {
            var known = rules[rule.Id]!["properties"]!.AsObject();
            NamesOf(known, "thresholds").ShouldBe(rule.Parameters.Select(p => p.Name), ignoreOrder: true, rule.Id);
            NamesOf(known, "lists").ShouldBe(rule.Lists.Select(l => l.Name), ignoreOrder: true, rule.Id);
        }
        var threshold = Schema["$defs"]!["threshold"]!;
        ((int)threshold["minimum"]!, (int)threshold["maximum"]!).ShouldBe((0, RuleParameter.Max));

        static IEnumerable<string> NamesOf(JsonObject rule, string part) => rule[part]?["properties"]!.AsObject().Select(p => p.Key) ?? [];
    }

    private static JsonObject Schema { get; } = JsonNode.Parse(Repository.Read("database", "seed", "schema", "policy.schema.json"))!.AsObject();

    private static bool SchemaAllows(JsonNode? value) => Allows(Schema, value);

    // As much of JSON Schema as the file uses; a keyword it does not know fails the test.
    private static bool Allows(JsonObject schema, JsonNode? value)
    {
        foreach (var (keyword, rule) in schema)
        {
            var allowed = keyword switch
            {
                "$schema" or "title" or "description" or "$defs" or "properties" => true,
                "$ref" => Allows(Schema["$defs"]![rule!.GetValue<string>().Split('/')[^1]]!.AsObject(), value),
                "type" => TypeOf(value).Contains(rule!.GetValue<string>()),
                "const" => JsonNode.DeepEquals(rule, value),
                "enum" => rule!.AsArray().Any(v => JsonNode.DeepEquals(v, value)),
                "minimum" => value!.GetValue<decimal>() >= rule!.GetValue<decimal>(),
                "maximum" => value!.GetValue<decimal>() <= rule!.GetValue<decimal>(),
                "minLength" => value!.GetValue<string>().Length >= rule!.GetValue<int>(),
                "maxLength" => value!.GetValue<string>().Length <= rule!.GetValue<int>(),
                "maxItems" => value!.AsArray().Count <= rule!.GetValue<int>(),
                "uniqueItems" => value!.AsArray().Select(v => v!.ToJsonString()).Distinct().Count() == value.AsArray().Count,
                "items" => value!.AsArray().All(v => Allows(rule!.AsObject(), v)),
                "required" => rule!.AsArray().All(name => value!.AsObject().ContainsKey(name!.GetValue<string>())),
                "additionalProperties" => value!.AsObject().All(p => schema["properties"]!.AsObject().TryGetPropertyValue(p.Key, out var of) && Allows(of!.AsObject(), p.Value)),
                _ => throw new ShouldAssertException($"The schema uses {keyword}, which this test does not know."),
            };
            if (!allowed) return false;
        }
        return true;
    }

    private static string[] TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Object => ["object"],
        JsonValueKind.Array => ["array"],
        JsonValueKind.String => ["string"],
        JsonValueKind.True or JsonValueKind.False => ["boolean"],
        JsonValueKind.Number => value.GetValue<decimal>() % 1 == 0 ? ["number", "integer"] : ["number"],
        _ => ["null"],
    };
}
