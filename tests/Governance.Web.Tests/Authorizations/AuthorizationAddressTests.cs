using Governance.Application.Authorizations;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Web.Components.Pages.Authorizations;

namespace Governance.Web.Tests.Authorizations;

public sealed class AuthorizationAddressTests
{
    private const string One = "018f0000-0000-7000-8000-000000000001";
    private const string Two = "018f0000-0000-7000-8000-000000000002";

    [Theory]
    [InlineData("")]
    [InlineData($"vendor={One}")]
    [InlineData("vendor=none")]
    [InlineData($"org={One}&org={Two}")]
    [InlineData("unused=30&never=true&owner=inactive")]
    [InlineData("app=connected")]
    [InlineData("app=external")]
    [InlineData("app=unknown&presence=gone")]
    [InlineData("presence=all")]
    public void Write_AfterRead_IsTheSameAddress(string query)
    {
        AuthorizationAddress.TryRead(Address(query), out var filter, out var problem).ShouldBeTrue(problem);

        AuthorizationAddress.Write(filter).ShouldBe(query);
        problem.ShouldBeEmpty();
    }

    [Fact]
    public void Read_WhenEverythingIsSet_HoldsEveryCondition()
    {
        AuthorizationAddress.TryRead(Address($"vendor={One}&org={Two}&org={Two}&unused=7&app=external&presence=present"), out var filter, out _);

        filter.Vendor.ShouldBe(new VendorId(Guid.Parse(One)));
        filter.Orgs.ShouldBe([new OrgId(Guid.Parse(Two))]);
        (filter.UnusedForDays, filter.AppKind, filter.Presence).ShouldBe((7, ClientAppKind.ExternalClientApp, Presence.Present));
    }

    [Theory]
    [InlineData("vendor=Gainfold", "vendor")]
    [InlineData($"vendor={One}&vendor={Two}", "vendor")]
    [InlineData("org=1", "org")]
    [InlineData("unused=-1", "unused")]
    [InlineData("unused=0", "unused")]
    [InlineData("unused=3651", "unused")]
    [InlineData("unused=", "unused")]
    [InlineData("never=false", "never")]
    [InlineData("owner=active", "owner")]
    [InlineData("app=Connected", "app")]
    [InlineData("presence=", "presence")]
    public void Read_WhenAValueDoesNotParse_NamesItAndGivesNoFilter(string query, string name)
    {
        AuthorizationAddress.TryRead(Address($"{query}&owner=inactive"), out var filter, out var problem).ShouldBeFalse();

        problem.ShouldContain($"“{name}”");
        filter.InactiveOwner.ShouldBeFalse();
    }

    [Theory]
    [InlineData("sort=colour")]
    [InlineData("sort=--app")]
    [InlineData("page=0")]
    [InlineData("page=401")]
    [InlineData("page=x")]
    [InlineData("vendr=none")]
    public void View_WhenSortPageOrNameIsStrange_IsAProblem(string query)
    {
        AuthorizationView.TryRead(Address(query), out _, out var problem).ShouldBeFalse();

        problem.ShouldNotBeEmpty();
    }

    [Fact]
    public void View_WhenUsual_HasAShortAddress()
    {
        AuthorizationView.TryRead(Address("sort=-lastUsed&page=1"), out var view, out _).ShouldBeTrue();
        AuthorizationView.TryRead(Address("vendor=none&sort=app&page=2"), out var other, out _).ShouldBeTrue();

        view.Href().ShouldBe("/authorizations");
        other.Href().ShouldBe("/authorizations?vendor=none&sort=app&page=2");
        (other.Skip, other.HasFilter).ShouldBe((25, true));
    }

    [Fact]
    public void Selection_OfRows_SurvivesTheAddress()
    {
        var ids = Enumerable.Range(0, AuthorizationAddress.MaxIds).Select(_ => AuthorizationId.New()).ToList();

        var read = Read(AuthorizationAddress.WriteSelection(AuthorizationSelection.Of(ids)));

        read.Selection!.Ids.ShouldBe(ids);
        read.Selection.Filter.ShouldBeNull();
    }

    [Fact]
    public void Selection_OfAll_SurvivesTheAddress()
    {
        var written = AuthorizationAddress.WriteSelection(AuthorizationSelection.All(new() { NoVendor = true, UnusedForDays = 30 }));

        written.ShouldBe("vendor=none&unused=30&all=true");
        Read(written).Selection!.Filter!.UnusedForDays.ShouldBe(30);
    }

    [Fact]
    public void Selection_ThatAnAddressCannotHold_NeverReadsBackAsMore()
    {
        AuthorizationSelection[] kept =
        [
            AuthorizationSelection.Of([.. Enumerable.Range(0, 51).Select(_ => AuthorizationId.New())]),
            AuthorizationSelection.All(new() { Text = "ana@example.com" }),
            AuthorizationSelection.All(new()) with { Except = [AuthorizationId.New()] },
        ];
        foreach (var selection in kept)
        {
            var written = AuthorizationAddress.WriteSelection(selection);
            written.ShouldNotContain("ana");
            var (read, problem) = Read(written);
            read.ShouldBeNull();
            problem!.ShouldContain("Choose the authorizations again");
        }
    }

    [Theory]
    [InlineData("all=true&id=018f0000-0000-7000-8000-000000000001")]
    [InlineData("all=yes")]
    [InlineData("id=1")]
    [InlineData("all=true&vendor=Gainfold")]
    public void Selection_WhenAValueDoesNotParse_IsNone(string query)
    {
        var (selection, problem) = Read(query);

        selection.ShouldBeNull();
        problem.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void Selection_WhenTheAddressHasNone_IsNoProblem() => Read("vendor=none").ShouldBe((null, null));

    private static (AuthorizationSelection? Selection, string? Problem) Read(string query)
    {
        AuthorizationAddress.TryReadSelection(new Uri($"https://portal.example/incidents/new?{query}"), out var selection, out var problem)
            .ShouldBe(problem is null);
        return (selection, problem);
    }

    private static Uri Address(string query) => new($"https://portal.example/authorizations?{query}");
}
