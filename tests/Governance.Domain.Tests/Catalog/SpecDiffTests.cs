using Governance.Domain.Catalog;

namespace Governance.Domain.Tests.Catalog;

/// <summary>What the pairs of documents (Application.Tests) do not show: order, limits, and shapes made by hand.</summary>
public sealed class SpecDiffTests
{
    private static readonly ApiSchema Word = new() { Types = ["string"] };

    [Fact]
    public void Between_WhenSeveralThingsChange_PutsTheGravestFirst()
    {
        var before = Spec(Operation("GET", "/a"), Operation("GET", "/b") with { IsPii = true });
        var after = Spec(Operation("GET", "/b") with { Summary = "Other", IsPii = true, IsAgentAction = true });

        var diff = SpecDiff.Between(before, after);

        diff.Kind.ShouldBe(SpecChangeKind.Breaking);
        diff.Changes.Select(c => c.Rule.Code).ShouldBe(["operation.removed", "agent.exposed", "operation.described"]);
        diff.Changes[0].Place.ShouldBe(new SpecPlace("GET /a"));
    }

    [Fact]
    public void Between_WhenNothingChanges_IsOfNoKind() => SpecDiff.Between(Spec(), Spec()).Kind.ShouldBe(SpecChangeKind.None);

    [Theory]
    [InlineData(ApiUserMode.User, ApiUserMode.UserPlus, SpecChangeKind.Widening)]
    [InlineData(ApiUserMode.UserPlus, ApiUserMode.User, SpecChangeKind.Narrowing)]
    [InlineData(ApiUserMode.Unknown, ApiUserMode.UserPlus, SpecChangeKind.Widening)]
    [InlineData(ApiUserMode.Unknown, ApiUserMode.User, SpecChangeKind.None)]
    [InlineData(ApiUserMode.User, ApiUserMode.Unknown, SpecChangeKind.Widening)]
    [InlineData(ApiUserMode.UserPlus, ApiUserMode.Unknown, SpecChangeKind.Widening)]
    public void Between_WhenTheModeChanges_IsNeverTakenLightly(ApiUserMode from, ApiUserMode to, SpecChangeKind kind)
    {
        var diff = SpecDiff.Between(Spec(Operation("POST", "/a") with { UserMode = from }), Spec(Operation("POST", "/a") with { UserMode = to }));

        diff.Changes.ShouldHaveSingleItem().Kind.ShouldBe(kind);
    }

    [Fact]
    public void Between_WhenAShapeIsMadeOfTooManyParts_SaysThatItWasNotCompared()
    {
        var many = new ApiSchema { All = [.. Enumerable.Range(0, 1001).Select(i => new ApiSchema { Fields = new Dictionary<string, ApiSchema> { [$"f{i}"] = Word } })] };

        SpecDiff.Between(Sending(many), Sending(many with { IsPii = true })).Changes.ShouldHaveSingleItem().Rule.Code.ShouldBe("schema.not-compared");
    }

    [Fact]
    public void Between_WhenAFieldIsDeepAndItsNameLong_KeepsPlaceAndSentenceShort()
    {
        var (was, now) = (Word, new ApiSchema { Types = ["integer"] });
        for (var i = 0; i < 50; i++) (was, now) = (Field(was), Field(now));

        var change = SpecDiff.Between(Sending(was), Sending(now)).Changes.ShouldHaveSingleItem();

        change.Rule.Code.ShouldBe("request.type-changed");
        change.Place.Field!.Length.ShouldBeLessThan(1300);
        change.Sentence.Length.ShouldBeLessThan(ApiSpec.TextMaxLength);

        static ApiSchema Field(ApiSchema inner) => new() { Types = ["object"], Fields = new Dictionary<string, ApiSchema> { [new string('n', 5000)] = inner } };
    }

    [Fact]
    public void Between_WhenTheSameShapeIsSentAndComesBack_ReportsEachDirectionOnce()
    {
        var quote = new Dictionary<string, ApiSchema> { ["#/components/schemas/Quote"] = new() { Types = ["object"] } };
        var more = new Dictionary<string, ApiSchema> { ["#/components/schemas/Quote"] = new() { Types = ["object"], Fields = new Dictionary<string, ApiSchema> { ["a"] = Word } } };
        var content = new Dictionary<string, ApiSchema> { ["application/json"] = new() { Reference = "#/components/schemas/Quote" } };
        ApiOperation[] operations = [.. Enumerable.Range(0, 3).Select(i => Operation("POST", $"/{i}") with { Body = new ApiBody(true, content), Responses = [new ApiResponse("200", content, ApiSchema.Any)] })];

        var diff = SpecDiff.Between(Spec(operations) with { Schemas = quote }, Spec(operations) with { Schemas = more });

        diff.Changes.Select(c => c.Sentence).ShouldBe(["schema Quote, field a: the field is new and may be sent", "schema Quote, field a: the field is new and comes back"]);
    }

    private static ApiSpec Sending(ApiSchema schema) =>
        Spec(Operation("POST", "/a") with { Body = new ApiBody(true, new Dictionary<string, ApiSchema> { ["application/json"] = schema }) });

    private static ApiSpec Spec(params ApiOperation[] operations) => new() { Title = "T", Version = "1", Format = ApiSpecFormat.OpenApi30, Operations = operations };

    private static ApiOperation Operation(string method, string path) => new() { Method = method, Path = path };
}
