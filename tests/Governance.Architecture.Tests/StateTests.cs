using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using Governance.TestKit;

namespace Governance.Architecture.Tests;

/// <summary>What outlives a message belongs to no person: everything that is made once per process is swept for fields
/// that keep something.</summary>
public sealed partial class StateTests
{
    private static readonly string[] Projects = ["Governance.Application", "Governance.Connectors", "Governance.Web"];

    // Field: what it keeps. None of it is anything that a page could show to somebody.
    private static readonly Dictionary<string, string> Kept = new()
    {
        ["AuditHealth._brokenAt"] = "a moment",
        ["Denials._open"] = "refusals of the last minute on their way into the audit",
        ["MessageRates._sent"] = "moments by person",
        ["CircuitSeats._taken"] = "a number by person",
        ["CircuitSeats._all"] = "a number",
        ["UsedStates._used"] = "sign-in states that were used",
        ["ProviderMetadata._known"] = "the identity provider's own document and keys",
        ["ProviderMetadata._readAt"] = "a moment",
        ["ProviderMetadata._missedAt"] = "a moment",
        ["HostPolicy._suffixes"] = "hosts, from the configuration",
        ["AppLinkHosts._suffixes"] = "hosts, from the configuration",
        ["WebhookHosts._listed"] = "hosts, from the configuration",
        ["AccessTokens._held"] = "tokens of the portal in orgs; no message has one",
        ["OrgGates._gates"] = "how many calls an org is answering",
        ["SetFields._known"] = "which fields permission sets have in an org; no record of it",
        ["ClockWatch._seen"] = "two clocks at one moment",
        ["ClockWatch._failed"] = "whether a step could be recorded",
        ["Watches._begun"] = "whether it looked back past the start",
        ["HerokuBudgets._left"] = "how many calls are left",
    };

    private static readonly Type[] Types = [.. Projects.SelectMany(p => Assembly.Load(p).GetTypes())];

    [Fact]
    public void Threat_T19_TwoCircuits_DoNotBleed_NothingMadeOnceKeepsData()
    {
        var files = Projects.SelectMany(p => Repository.Files($"src/{p}", "*.cs")).ToArray();
        var names = files.SelectMany(f => MadeOnce().Matches(Repository.Read(f))).Select(m => m.Groups[1].Value).Distinct().ToArray();
        names.Length.ShouldBeGreaterThan(25, "the sweep does not find how services are registered");
        var once = names.SelectMany(n => Types.Where(t => t.Name == n && !t.IsInterface)).ToArray();
        once.Select(t => t.Name).ShouldContain("SessionStore");

        var keeping = once.SelectMany(t => t.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(Keeps).Select(f => $"{f.DeclaringType!.Name}.{f.Name}").Distinct().ToArray();

        keeping.ShouldBe(Kept.Keys, ignoreOrder: true, "say in StateTests what it keeps, or keep it per message");
    }

    [Fact]
    public void Threat_T19_TwoCircuits_DoNotBleed_NothingStaticChanges()
    {
        Types.Length.ShouldBeGreaterThan(300);

        Types.Where(t => !t.FullName!.Contains('<')).SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(f => !f.IsInitOnly && !f.IsLiteral && !f.Name.Contains('<')).Select(f => $"{f.DeclaringType!.Name}.{f.Name}").ShouldBeEmpty();
    }

    [Fact]
    public void Threat_T19_TwoCircuits_DoNotBleed_NothingIsCachedByTheFramework()
    {
        var files = Repository.Files("src/Governance.Web", "*.cs").Concat(Repository.Files("src/Governance.Web", "*.razor"))
            .Concat(Repository.Files("src/Governance.Application", "*.cs")).Concat(Repository.Files("src/Governance.Connectors", "*.cs")).ToArray();
        files.Length.ShouldBeGreaterThan(300);

        files.Where(f => Cache().IsMatch(Repository.Read(f))).ShouldBeEmpty();
    }

    /// <summary>A collection, or a value that may change; not what the compiler keeps of a constructor's parameters.</summary>
    private static bool Keeps(FieldInfo field) => !Parameter().IsMatch(field.Name)
        && (!field.IsInitOnly || (typeof(IEnumerable).IsAssignableFrom(field.FieldType) && field.FieldType != typeof(string)));

    [GeneratedRegex(@"(?:Add(?:Singleton|HostedService)<(?:\w+,\s*)?|UseMiddleware<|CreateInstance<|AddSingleton\(new\s+|AddSingleton<\w+>\(\w*\s*=?>?\s*new\s+)(\w+)")]
    private static partial Regex MadeOnce();

    [GeneratedRegex(@"^<\w+>P$")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"IMemoryCache|MemoryCache\b|IDistributedCache|HybridCache|OutputCache|ResponseCach|PersistentComponentState|\[PersistentState")]
    private static partial Regex Cache();
}
