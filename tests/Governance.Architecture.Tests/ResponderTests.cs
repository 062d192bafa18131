using System.Reflection;
using Governance.Application.Connections;
using Governance.Application.Ports;
using Governance.TestKit;

namespace Governance.Architecture.Tests;

/// <summary>Reader and responder are two ports, and nothing leads from one to the other.</summary>
public sealed class ResponderTests
{
    // Who may act on an org, or look whether it could.
    private static readonly string[] Acting =
    [
        "src/Governance.Application/Connections/EstablishResponder.cs", "src/Governance.Application/Incidents/ContainOrg.cs",
        "src/Governance.Application/Connections/OrgReach.cs",
    ];

    [Fact]
    public void Threat_T71_StoredSecret_CannotBeRedirected()
    {
        // The reader's port cannot act, and takes no responder; the responder's takes no reader.
        typeof(ISalesforceOrg).GetMethods().ShouldAllBe(m => !m.Name.Contains("Revoke") && !TypesOf(m).Contains(typeof(ResponderLink)));
        foreach (var port in new[] { typeof(IOrgResponder), typeof(IResponderSession) })
            port.GetMethods().ShouldAllBe(m => !TypesOf(m).Contains(typeof(OrgLink)) && !TypesOf(m).Contains(typeof(SignInLink)));
        typeof(ResponderLink).GetConstructors().ShouldBeEmpty("only a connection with its responder makes one");

        // Nobody else names it: not a sync, not a page.
        var named = Repository.Files("src/Governance.Application", "*.cs").Concat(Repository.Files("src/Governance.Web", "*.cs"))
            .Concat(Repository.Files("src/Governance.Web", "*.razor"))
            .Where(f => !f.StartsWith("src/Governance.Application/Ports/", StringComparison.Ordinal))
            .Where(f => Repository.Read(f) is var text && (text.Contains("IOrgResponder") || text.Contains("ResponderLink"))).ToArray();
        named.ShouldBe(Acting, ignoreOrder: true);

        // Its secrets have names of their own, whatever the connection.
        var connection = Domain.ConnectionId.New();
        SecretName[] reader = [SecretName.PrivateKey(connection), SecretName.ClientSecret(connection), SecretName.RefreshToken(connection)];
        reader.ShouldNotContain(SecretName.ResponderPrivateKey(connection));
        reader.ShouldNotContain(SecretName.ResponderClientSecret(connection));
    }

    // Who may try a credential that was handed over for it.
    private static readonly string[] Trying =
        ["src/Governance.Application/Incidents/EstablishCanary.cs", "src/Governance.Application/Incidents/TryCanaries.cs"];

    [Fact]
    public void Threat_T71_StoredSecret_CannotBeRedirected_NorACanaryBeUsedForAnythingElse()
    {
        typeof(CanaryLink).GetConstructors().ShouldBeEmpty("only a connection with its canary makes one");
        typeof(IOrgCanary).GetMethods().ShouldHaveSingleItem().GetParameters().Select(p => p.ParameterType).ShouldBe([typeof(CanaryLink), typeof(CancellationToken)]);
        foreach (var port in new[] { typeof(ISalesforceOrg), typeof(IOrgEvidence), typeof(IOrgResponder), typeof(IResponderSession) })
            port.GetMethods().ShouldAllBe(m => !TypesOf(m).Contains(typeof(CanaryLink)));
        var named = Repository.Files("src/Governance.Application", "*.cs").Concat(Repository.Files("src/Governance.Web", "*.cs")).Concat(Repository.Files("src/Governance.Web", "*.razor"))
            .Where(f => !f.StartsWith("src/Governance.Application/Ports/", StringComparison.Ordinal))
            .Where(f => Repository.Read(f) is var text && (text.Contains("IOrgCanary") || text.Contains("CanaryLink"))).ToArray();
        named.ShouldBe(Trying, ignoreOrder: true);

        var connection = Domain.ConnectionId.New();
        var canary = new Domain.CanaryId(connection.Value);
        SecretName[] others = [SecretName.ClientSecret(connection), SecretName.RefreshToken(connection), SecretName.ResponderClientSecret(connection)];
        others.ShouldNotContain(SecretName.CanaryToken(canary));
        others.ShouldNotContain(SecretName.CanarySecret(canary));
    }

    [Fact]
    public void Threat_T71_StoredSecret_CannotBeRedirected_ByAnyMessage()
    {
        // A host is named once, when a connection begins, and never again for as long as it lives.
        var naming = typeof(StartConnection).Assembly.GetTypes().Where(t => t.Name == "Command")
            .Where(t => t.GetProperties().Any(p => p.Name.Contains("Host") || p.Name.Contains("Origin") || p.Name.Contains("Address")));
        naming.ShouldBe([typeof(StartConnection.Command)]);
        typeof(Domain.Connections.Connection).GetProperty("LoginOrigin")!.SetMethod!.IsPrivate.ShouldBeTrue();
        Repository.Read("src/Governance.Domain/Connections/Connection.cs").Split("LoginOrigin =").Length.ShouldBe(2, "set in the constructor only");
    }

    private static IEnumerable<Type> TypesOf(MethodInfo method) => method.GetParameters().Select(p => p.ParameterType).Append(method.ReturnType);
}
