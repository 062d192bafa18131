using Governance.Application.Catalog;
using Governance.Domain;
using Governance.Domain.Catalog;

namespace Governance.Application.Tests.Catalog;

public sealed class SpecReaderTests
{
    private const string Petstore = """
        {"swagger": "2.0", "info": {"title": "Pets", "version": "1"}, "host": "pets.example", "basePath": "/v1", "schemes": ["https"],
         "paths": {"/pets": {"get": {"operationId": "listPets", "parameters": [{"name": "limit", "in": "query", "type": "integer"}],
           "responses": {"200": {"description": "OK", "schema": {"type": "array", "items": {"$ref": "#/definitions/Pet"}}}}}}},
         "definitions": {"Pet": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "tag": {"type": "string"}}}}}
        """;

    [Fact]
    public void Read_WhenSwagger20_GivesOperationServersAndSchemas()
    {
        var spec = Read(Petstore);

        (spec.Title, spec.Version, spec.Format).ShouldBe(("Pets", "1", ApiSpecFormat.OpenApi20));
        spec.Servers.ShouldBe(["https://pets.example/v1"]);
        var operation = spec.Operations.ShouldHaveSingleItem();
        (operation.Name, operation.OperationId, operation.UserMode).ShouldBe(("GET /pets", "listPets", ApiUserMode.Unknown));
        operation.Parameters.ShouldHaveSingleItem().Schema.Types.ShouldBe(["integer"]);
        operation.Responses[0].Contents["*/*"].Items!.Reference.ShouldBe("#/definitions/Pet");
        spec.Schemas["#/definitions/Pet"].Required.ShouldBe(["id"]);
        spec.Notes.Select(n => n.Code).ShouldBe(["no-extension"]);
    }

    [Theory]
    [InlineData("x-sfdc: {heroku: {authorization: {externalClientApp: App, permissionSet: Set}}, agent: {action: {publishAsAgentAction: true}}, privacy: {isPii: true}}")]
    [InlineData("x-sfdc/heroku/authorization/externalClientApp: App, x-sfdc/heroku/authorization/permissionSet: Set, x-sfdc/agent/action/publishAsAgentAction: true, x-sfdc/privacy/isPii: true")]
    [InlineData("x-sfdc: {heroku/authorization: {externalClientApp: App, permissionSet: Set}, agent/action/publishAsAgentAction: true, privacy: {isPii: yes}}")]
    [InlineData("x-sfdc/heroku: {authorization/externalClientApp: App, authorization: {permissionSet: Set}}, x-sfdc/agent/action: {publishAsAgentAction: 'true'}, x-sfdc: {privacy/isPii: true}")]
    [InlineData("x-sfdc: {heroku: {authorization: {externalClientApp: App, permissionSet: Set}}, publishAsAgentAction: true, privacy: {isPii: true}}")]
    public void Read_WhenTheExtensionIsSpelledOtherwise_SaysTheSame(string extension)
    {
        var operation = Read(Yaml($"{{operationId: a, {extension}}}")).Operations[0];

        (operation.UserMode, operation.PermissionSet, operation.IsAgentAction, operation.IsPii).ShouldBe((ApiUserMode.UserPlus, "Set", true, true));
        operation.ClientApps.ShouldBe([new ApiClientApp(ApiClientAppKind.ExternalClientApp, "App")]);
        operation.Extensions.ShouldBeEmpty();
    }

    [Fact]
    public void Read_WhenInfoPublishesForAgents_CountsEveryOperationThatSaysNothing()
    {
        var spec = Read(Yaml("{operationId: a}", "{operationId: b, x-sfdc: {agent: {action: {publishAsAgentAction: false}}}}", info: "title: T, x-sfdc: {publishAsAgentAction: true}"));

        spec.Operations.Select(o => o.IsAgentAction).ShouldBe([true, false]);
        spec.Operations.ShouldAllBe(o => o.UserMode == ApiUserMode.User);
        spec.Notes.ShouldContain(n => n.Code == "agent-for-all");
    }

    [Fact]
    public void Read_WhenChildrenAreUnknown_KeepsThemToTheLetter()
    {
        var operation = Read(Yaml("{operationId: a, x-sfdc: {heroku: {other: [1, two]}, agent/mood: calm}, x-sfdc.future: {a: true}}")).Operations[0];

        operation.Extensions.ShouldBe([new("heroku/other", "[1,\"two\"]"), new("agent/mood", "\"calm\""), new("x-sfdc.future", "{\"a\":true}")]);
        operation.UserMode.ShouldBe(ApiUserMode.Unknown);
    }

    [Theory]
    [InlineData("x-sfdc: {heroku: {authorization: {permissionSet: [Set]}}}", "unclear-extension")]
    [InlineData("x-sfdc: {heroku: {authorization: {connectedApp: App}}}", "authorization-unclear")]
    [InlineData("x-sfdc: text", "authorization-unclear")]
    [InlineData("X-SFDC: {heroku: {authorization: {permissionSet: Set}}}", "authorization-unclear")]
    public void Read_WhenAuthorizationIsUnclear_NeverSaysUser(string extension, string note)
    {
        var spec = Read(Yaml($"{{operationId: a, {extension}}}", "{operationId: b, x-sfdc: {privacy: {isPii: true}}}"));

        spec.Operations.Select(o => o.UserMode).ShouldBe([ApiUserMode.Unknown, ApiUserMode.User]);
        spec.Notes.ShouldContain(n => n.Code == note);
    }

    [Fact]
    public void Read_WhenNoExtensionIsInTheText_SaysUnknownEvenWithAPropertyOfThatName() =>
        Read(Yaml("{operationId: a, requestBody: {content: {application/json: {schema: {properties: {x-sfdc: {type: string}}}}}}}"))
            .Operations[0].UserMode.ShouldBe(ApiUserMode.Unknown);

    [Fact]
    public void Read_WhenAnchorsAndMergeKeysAreUsed_ExpandsThem()
    {
        var spec = Read("""
            openapi: 3.0.1
            info: {title: Jobs, version: v0}
            paths:
              /a:
                post:
                  operationId: a
                  x-sfdc: &auth
                    heroku: {authorization: {connectedApp: App, permissionSet: Set}}
                  responses: {"200": {description: OK}}
              /b:
                post:
                  <<: {operationId: other, summary: merged}
                  operationId: b
                  x-sfdc: *auth
            """);

        spec.Operations.ShouldAllBe(o => o.PermissionSet == "Set" && o.ClientApps[0].IsDeprecated);
        (spec.Operations[1].OperationId, spec.Operations[1].Summary).ShouldBe(("b", "merged"));
        spec.Notes.Select(n => n.Code).ShouldBe(["connected-app"]);
    }

    [Fact]
    public void Read_WhenThereAreCallbacksAndWebhooks_CountsNeitherAsOperation()
    {
        var spec = Read("""
            openapi: 3.1.0
            info: {title: T, version: "1"}
            paths:
              /a: {post: {operationId: a, callbacks: {done: {'{$request.body#/url}': {post: {operationId: c, x-sfdc: {privacy: {isPii: true}}}}}}}}
            webhooks: {made: {post: {operationId: w}}}
            """);

        spec.Operations.Select(o => o.Name).ShouldBe(["POST /a"]);
        spec.Callbacks.Select(o => o.Path).ShouldBe(["callback done of POST /a: {$request.body#/url}", "webhook made"]);
        spec.WebhookCount.ShouldBe(1);
    }

    [Fact]
    public void Read_WhenReferencesGoInCircles_CutsThem()
    {
        var spec = Read(Yaml("{operationId: a, requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}",
            more: "components: {schemas: {A: {properties: {b: {$ref: '#/components/schemas/B'}, x: {$ref: '#/components/schemas/X'}}}, B: {properties: {a: {$ref: '#/components/schemas/A'}}}, X: {$ref: '#/components/schemas/Y'}, Y: {$ref: '#/components/schemas/X'}}}"));

        spec.Schemas.Keys.ShouldBe(["#/components/schemas/A", "#/components/schemas/B"], ignoreOrder: true);
        spec.Schemas["#/components/schemas/B"].Fields["a"].Reference.ShouldBe("#/components/schemas/A");
        spec.Schemas["#/components/schemas/A"].Fields["x"].Outside.ShouldBe("#/components/schemas/X");
        spec.Notes.ShouldContain(n => n.Code == "circular-ref");
    }

    [Fact]
    public void Read_WhenPathsShareParametersAndReferToOthers_PutsThemTogether()
    {
        var spec = Read(Yaml("{operationId: a, parameters: [{name: id, in: path, schema: {type: integer}}]}",
            more: "  /again: {$ref: '#/paths/~1p0'}", parameters: "[{name: id, in: path, schema: {type: string}}, {$ref: '#/components/parameters/Page'}]", last: "components: {parameters: {Page: {name: page, in: query}}}"));

        spec.Operations.Select(o => o.Path).ShouldBe(["/p0", "/again"]);
        spec.Operations.ShouldAllBe(o => o.Parameters.Count == 2 && o.Parameters[0].Schema.Types.Single() == "integer" && o.Parameters[1].Name == "page");
    }

    [Fact]
    public void Read_WhenOperationsDisagree_NotesIt() => Read(Yaml(
        "{x-sfdc: {heroku: {authorization: {connectedApp: A, externalClientApp: B, permissionSet: One}}}}",
        "{operationId: b, x-sfdc: {heroku: {authorization: {permissionSet: Two}}, agent: {topic: {name: T}}}}", "{operationId: b}"))
        .Notes.Select(n => n.Code).ShouldBe(["permission-sets-differ", "client-apps-differ", "modes-differ", "connected-app", "two-client-apps", "topic-incomplete", "topic-without-action", "no-operation-id", "operation-id-twice"]);

    [Theory]
    [InlineData("{\n\"openapi\": \"3.0.0\",\n\"paths\": {},\n\"paths\": {}}", 4, "“paths” comes twice")]
    [InlineData("{\n\"openapi\": \"3.0.0\",}", 2, "no JSON")]
    [InlineData("{\"openapi\": \"3.0.0\",\n\"a\": \"\\ud800\"}", 2, "half a character")]
    [InlineData("openapi: 3.0.0\npaths: {}\npaths: {}", 3, "“paths” comes twice")]
    [InlineData("openapi: 3.0.0\npaths: [", 2, "no YAML")]
    [InlineData("openapi: 3.0.0\npaths: !!map {}", 2, "the tag")]
    [InlineData("openapi: 3.0.0\n---\nopenapi: 3.0.0", 2, "second document")]
    [InlineData("openapi: 3.0.0\n? [a]\n: b", 2, "a key is something other")]
    [InlineData("openapi: 3.0.0\na: *nowhere", 2, "anchor")]
    [InlineData("openapi: 3.0.0\na: &a [*a]", 2, "within its own anchor")]
    [InlineData("openapi: 3.0.0\n<<: text", 2, "takes mappings only")]
    [InlineData("", 1, "empty")]
    [InlineData("...\n...\n", 1, "no YAML")]
    [InlineData("just text", 1, "no mapping")]
    [InlineData("info: {}", 1, "neither")]
    [InlineData("info: {}\nopenapi: 4.0.0", 2, "no version that the portal reads")]
    [InlineData("info: {}\nswagger: 1.2", 2, "no version that the portal reads")]
    [InlineData("openapi: 3.0.0", 1, "“paths” is missing")]
    [InlineData("openapi: 3.0.0\npaths: []", 2, "mapping of keys")]
    [InlineData("openapi: 3.0.0\npaths:\n  /a:\n    get: text", 4, "an operation")]
    [InlineData("openapi: 3.0.0\npaths:\n  /a:\n    get:\n      parameters: [{name: a}]", 5, "where it stands")]
    [InlineData("openapi: 3.0.0\npaths:\n  /a:\n    get:\n      parameters: [{in: query}]", 5, "no name")]
    public void Read_WhenBroken_NamesLineAndReason(string text, int line, string reason)
    {
        var problem = SpecReader.Read(text).Problem.ShouldNotBeNull();

        (problem.Kind, problem.Code).ShouldBe((ProblemKind.Invalid, "spec.unreadable"));
        problem.Message.ShouldStartWith($"Line {line}: ");
        problem.Message.ShouldContain(reason);
    }

    private static ApiSpec Read(string text) => SpecReader.Read(text) is { Ok: true, Value: { } spec } ? spec : throw new InvalidOperationException(SpecReader.Read(text).Problem!.Message);

    private static string Yaml(string operation, string? second = null, string? third = null, string info = "title: T, version: '1'", string more = "", string parameters = "[]", string last = "")
    {
        var paths = new[] { operation, second, third }.OfType<string>().Select((o, i) => $"  /p{i}: {{post: {o}, parameters: {parameters}}}");
        return $"openapi: 3.0.3\ninfo: {{{info}}}\npaths:\n{string.Join('\n', paths)}\n{more}\n{last}\n";
    }
}
