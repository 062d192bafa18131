using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Governance.Application.Catalog;
using Governance.Domain.Catalog;

namespace Governance.Application.Tests.Catalog;

/// <summary>Documents that are made to hurt, and honest ones that are only large.</summary>
public sealed class SpecLimitTests
{
    private const long MaxAllocated = 256 * 1024 * 1024;
    private static readonly TimeSpan Fast = TimeSpan.FromSeconds(2);

    public static TheoryData<string, int, string> Bombs => new()
    {
        { "laughs", 6, "more than 100,000 parts" },
        { "merges", 8, "more than 100,000 parts" },
        { "aliases", 4, "more than 100 aliases" },
        { "alias-depth", 3, "deeper than 64 levels" },
        { "tag", 2, "the tag" },
        { "deep-yaml", 2, "deeper than 64 levels" },
        { "deep-block", 65, "deeper than 64 levels" },
        { "deep-json", 1, "deeper than 64 levels" },
        { "twice-yaml", 3, "comes twice" },
        { "twice-json", 3, "comes twice" },
        { "many-yaml", 1, "more than 100,000 parts" },
        { "many-json", 1, "more than 500,000 parts" },
        { "shared-path", 1, "more than 200,000 parameters" },
        { "operations", 1, "more than 3,000 operations" },
        { "quotes", 1, "no YAML" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Threat_T73_DocumentBomb_IsRefusedFast(string bomb, int line, string reason)
    {
        var text = Bomb(bomb);

        var (problem, took, allocated) = Measured(() => SpecReader.Read(text).Problem);

        problem.ShouldNotBeNull().Message.ShouldContain(reason);
        problem.Message.ShouldStartWith($"Line {line}: ");
        took.ShouldBeLessThan(Fast);
        allocated.ShouldBeLessThan(MaxAllocated);
    }

    [Theory]
    [InlineData("circular", false)]
    [InlineData("long-chain", false)]
    [InlineData("wide-choice", true)]
    [InlineData("two-circles", true)]
    public void Threat_T73_DocumentBomb_IsReadAndComparedFast(string bomb, bool differs)
    {
        var (before, after) = (Bomb(bomb), differs ? Bomb(bomb + "-2") : Bomb(bomb));

        var (diff, took, allocated) = Measured(() => SpecDiff.Between(SpecReader.Read(before).Value!, SpecReader.Read(after).Value!));

        diff.Changes.Any().ShouldBe(differs);
        took.ShouldBeLessThan(4 * Fast);
        allocated.ShouldBeLessThan(2 * MaxAllocated);
    }

    [Theory]
    [InlineData('a', "{", "JSON", SpecReader.MaxJsonBytes)]
    [InlineData('a', "a: ", "YAML", SpecReader.MaxYamlBytes)]
    public void Threat_T73_DocumentBomb_IsRefusedWithTheSizeSeen(char filling, string start, string format, int most)
    {
        var (problem, took, _) = Measured(() => SpecReader.Read(start + (format == "JSON" ? "\"" : "") + new string(filling, most)).Problem);

        problem.ShouldNotBeNull().Code.ShouldBe("spec.too-large");
        problem.Message.ShouldContain($"{format} may have {most:N0}");
        took.ShouldBeLessThan(Fast);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_When3000Operations_TakesLessThanTwoSeconds(bool isJson)
    {
        var text = Operations(ApiSpec.MaxOperations, isJson);

        var (spec, took, allocated) = Measured(() => SpecReader.Read(text).Value);

        spec.ShouldNotBeNull().Operations.Count.ShouldBe(3000);
        spec.Operations.ShouldAllBe(o => o.PermissionSet == "Set");
        took.ShouldBeLessThan(Fast);
        allocated.ShouldBeLessThan(MaxAllocated);
        var (diff, compared, _) = Measured(() => SpecDiff.Between(spec, SpecReader.Read(text).Value!));
        diff.Changes.ShouldBeEmpty();
        compared.ShouldBeLessThan(Fast);
    }

    [Fact]
    public void Read_When5Megabytes_TakesLessThanTwoSeconds()
    {
        var text = Operations(3000, isJson: true, padding: 1500);
        text.Length.ShouldBeGreaterThan(5_000_000);

        var (spec, took, allocated) = Measured(() => SpecReader.Read(text).Value);

        spec.ShouldNotBeNull().Operations.Count.ShouldBe(3000);
        took.ShouldBeLessThan(Fast);
        allocated.ShouldBeLessThan(MaxAllocated);
    }

    [Fact]
    public void Read_WhenAboveWhatAppLinkMayTake_NotesTheNumberSeen()
    {
        var spec = SpecReader.Read("openapi: 3.0.0\npaths: {}\n# " + new string('a', 3_050_000)).Value.ShouldNotBeNull();

        spec.Notes.ShouldContain(n => n.Code == "size" && n.Text.Contains("3,050,027 bytes", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_WhenTheSameIsNotedOften_StopsAtTheMost()
    {
        var fields = string.Join(",", Enumerable.Range(0, 5000).Select(i => $"\"f{i}\":{{\"$ref\":\"http://127.0.0.1:1/{i}\"}}"));

        var spec = SpecReader.Read(Json($"{{\"properties\":{{{fields}}}}}", "")).Value.ShouldNotBeNull();

        spec.Notes.Count.ShouldBe(SpecNote.Max);
        spec.Notes[^1].Text.ShouldContain("4,8");
    }

    [Fact]
    public void Threat_T07_ExternalRef_IsNeverResolved()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var secret = Path.GetTempFileName();
        File.WriteAllText(secret, "{\"type\": \"object\", \"properties\": {\"readFromDisk\": {}}}");
        string[] outside = [$"http://127.0.0.1:{port}/a.json", $"https://127.0.0.1:{port}/a.json#/x", $"file://{secret}", secret, Path.GetFileName(secret), $"//127.0.0.1:{port}/a"];
        try
        {
            foreach (var reference in outside)
            {
                var spec = SpecReader.Read("""
                    {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "servers": [{"url": "http://127.0.0.1:PORT/"}],
                     "externalDocs": {"url": "http://127.0.0.1:PORT/docs"}, "$schema": "REF", "jsonSchemaDialect": "REF",
                     "paths": {"/elsewhere": {"$ref": "REF"}, "/a": {"post": {"parameters": [{"$ref": "REF"}],
                       "requestBody": {"$ref": "REF"}, "callbacks": {"c": {"$ref": "REF"}},
                       "responses": {"200": {"$ref": "REF"}, "400": {"description": "x", "content": {"application/json": {"schema": {"$ref": "REF"}}}}}}}}}
                    """.Replace("PORT", $"{port}", StringComparison.Ordinal).Replace("REF", reference, StringComparison.Ordinal)).Value.ShouldNotBeNull();
                SpecDiff.Between(spec, spec).Changes.ShouldBeEmpty();

                spec.Operations.ShouldHaveSingleItem().Responses[1].Contents["application/json"].Outside.ShouldBe(reference);
                spec.Operations[0].Body!.Contents["*/*"].Outside.ShouldBe(reference);
                spec.Notes.Count(n => n.Code == "outside-ref" && n.Text.Contains(reference, StringComparison.Ordinal)).ShouldBeGreaterThan(1);
            }
            listener.Pending().ShouldBeFalse("somebody connected");
            // The listener would have seen it.
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            SpinWait.SpinUntil(listener.Pending, TimeSpan.FromSeconds(5)).ShouldBeTrue();
        }
        finally
        {
            File.Delete(secret);
        }
    }

    // Once more, and once again, when it took long: on a busy machine anything may; what is slow by itself is slow each time.
    private static (T Value, TimeSpan Took, long Allocated) Measured<T>(Func<T> act, int again = 2)
    {
        var (before, watch) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
        var value = act();
        var (took, allocated) = (watch.Elapsed, GC.GetAllocatedBytesForCurrentThread() - before);
        return took > Fast && again > 0 ? Measured(act, again - 1) : (value, took, allocated);
    }

    private static string Bomb(string name) => name switch
    {
        "laughs" => "openapi: 3.0.0\na: &a [1,1,1,1,1,1,1,1,1,1]\n" + string.Concat("bcdefg".Select((c, i) => $"{c}: &{c} [{string.Join(',', Enumerable.Repeat($"*{(char)('a' + i)}", 10))}]\n")),
        "merges" => $"openapi: 3.0.0\n\n\n\n\n\na: &a {{{string.Join(", ", Enumerable.Range(0, 9000).Select(i => $"k{i}: 1"))}}}\nb: [{string.Join(", ", Enumerable.Repeat("{<<: *a}", 90))}]",
        "aliases" => "openapi: 3.0.0\na: &a 1\n\nb: [" + string.Join(", ", Enumerable.Repeat("*a", 101)) + "]",
        "alias-depth" => $"openapi: 3.0.0\na: &a {new string('[', 40)}{new string(']', 40)}\nb: {new string('[', 30)}*a{new string(']', 30)}",
        "tag" => "openapi: 3.0.0\na: !System.Diagnostics.Process {}",
        "deep-yaml" => "openapi: 3.0.0\na: " + new string('[', 1_000_000),
        "deep-block" => string.Concat(Enumerable.Range(0, 2000).Select(i => new string(' ', i) + "a:\n")),
        "deep-json" => "{\"a\":" + new string('[', 5_000_000),
        "twice-yaml" => "openapi: 3.0.0\npaths: {}\npaths: {}",
        "twice-json" => "{\"openapi\": \"3.0.0\",\n\"paths\": {},\n\"p\\u0061ths\": {}}",
        "many-yaml" => "a: [" + string.Join(',', Enumerable.Repeat("1", 1_400_000)) + "]",
        "many-json" => "[" + string.Join(',', Enumerable.Repeat("1", 4_500_000)) + "]",
        "quotes" => "a: \"" + new string('\\', 2_900_001),
        "operations" => Operations(ApiSpec.MaxOperations + 1, isJson: true),
        // One path with many parameters, which thousands of others refer to.
        "shared-path" => "{\"openapi\":\"3.0.0\",\"paths\":{\"/p\":{\"get\":{\"parameters\":[" + string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"{{\"in\":\"query\",\"name\":\"p{i}\"}}"))
            + "]}}," + string.Join(',', Enumerable.Range(0, 2500).Select(i => $"\"/q{i}\":{{\"$ref\":\"#/paths/~1p\"}}")) + "}}",
        "circular" => Json("{\"$ref\":\"#/components/schemas/S0\"}", Ring(10_000, "{\"properties\":{\"next\":{\"allOf\":[{\"$ref\":\"#/components/schemas/S@\"}]}}}")),
        "long-chain" => Json($"{{\"properties\":{{{Ring(20_000, "{\"$ref\":\"#/components/schemas/S@\"}")}}}}}", Ring(20_000, "{\"$ref\":\"#/components/schemas/S@\"}")),
        "wide-choice" or "wide-choice-2" => Json($"{{\"oneOf\":[{string.Join(',', Enumerable.Range(name.EndsWith('2') ? 5000 : 0, 20_000).Select(i => $"{{\"properties\":{{\"f{i}\":{{}}}}}}"))}]}}", ""),
        // Two circles without a common length pair every shape of one with every shape of the other.
        "two-circles" or "two-circles-2" => Json("{\"$ref\":\"#/components/schemas/S0\"}", Ring(name.EndsWith('2') ? 1499 : 1500, "{\"properties\":{\"next\":{\"$ref\":\"#/components/schemas/S@\"}}}")),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static string Ring(int length, string schema) =>
        string.Join(',', Enumerable.Range(0, length).Select(i => $"\"S{i}\":{schema.Replace("@", $"{(i + 1) % length}", StringComparison.Ordinal)}"));

    private static string Json(string schema, string schemas) =>
        $"{{\"openapi\":\"3.0.0\",\"paths\":{{\"/a\":{{\"post\":{{\"requestBody\":{{\"content\":{{\"application/json\":{{\"schema\":{schema}}}}}}}}}}}}},\"components\":{{\"schemas\":{{{schemas}}}}}}}";

    private static string Operations(int count, bool isJson, int padding = 0)
    {
        var text = new StringBuilder(isJson ? "{\"openapi\":\"3.0.0\",\"info\":{\"title\":\"T\"},\"components\":{\"schemas\":{\"A\":{\"properties\":{\"a\":{\"type\":\"string\"}}}}},\"paths\":{" : "openapi: 3.0.0\ninfo: {title: T}\ncomponents: {schemas: {A: {properties: {a: {type: string}}}}}\npaths:\n");
        for (var i = 0; i < count; i++)
        {
            if (isJson && i > 0) text.Append(',');
            text.Append((isJson
                ? """
                    "/pID":{"post":{"operationId":"oID","description":"PAD","x-sfdc":{"heroku":{"authorization":{"permissionSet":"Set"}}},
                    "parameters":[{"name":"q","in":"query","schema":{"type":"string"}}],"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}},
                    "responses":{"200":{"description":"OK","content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}}}}}
                    """.ReplaceLineEndings("")
                : """
                      /pID:
                        post:
                          operationId: oID
                          x-sfdc: {heroku: {authorization: {permissionSet: Set}}}
                          parameters: [{name: q, in: query, schema: {type: string}}]
                          requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
                          responses: {"200": {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}

                    """).Replace("ID", $"{i}", StringComparison.Ordinal).Replace("PAD", new string('d', padding), StringComparison.Ordinal));
        }
        return text.Append(isJson ? "}}" : "").ToString();
    }
}
