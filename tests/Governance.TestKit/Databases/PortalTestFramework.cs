using System.Reflection;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Governance.TestKit.Databases;

/// <summary>Runs every [Fact] and [Theory] of a class derived from <see cref="UseCaseTest"/> once per database. A test
/// project turns it on with one line:
/// <c>[assembly: TestFramework("Governance.TestKit.Databases.PortalTestFramework", "Governance.TestKit")]</c>.</summary>
public sealed class PortalTestFramework(IMessageSink messages) : XunitTestFramework(messages)
{
    /// <inheritdoc />
    protected override ITestFrameworkDiscoverer CreateDiscoverer(IAssemblyInfo assemblyInfo) =>
        new PortalDiscoverer(assemblyInfo, SourceInformationProvider, DiagnosticMessageSink);
}

internal sealed class PortalDiscoverer(IAssemblyInfo assembly, ISourceInformationProvider sources, IMessageSink messages)
    : XunitTestFrameworkDiscoverer(assembly, sources, messages)
{
    protected override bool FindTestsForMethod(
        ITestMethod testMethod, bool includeSourceInformation, IMessageBus messageBus, ITestFrameworkDiscoveryOptions discoveryOptions)
    {
        if (!testMethod.TestClass.Class.ToRuntimeType().IsSubclassOf(typeof(UseCaseTest)))
            return base.FindTestsForMethod(testMethod, includeSourceInformation, messageBus, discoveryOptions);

        var attribute = testMethod.Method.GetCustomAttributes(typeof(FactAttribute)).FirstOrDefault();
        if (attribute is null) return true;
        var isTheory = attribute is IReflectionAttributeInfo { Attribute: TheoryAttribute };
        foreach (var database in DatabasesOf(testMethod))
        {
            IXunitTestCaseDiscoverer found = isTheory
                ? new TheoryOn(database, DiagnosticMessageSink)
                : new FactOn(database, DiagnosticMessageSink);
            foreach (var test in found.Discover(discoveryOptions, testMethod, attribute))
            {
                if (!ReportDiscoveredTestCase(test, includeSourceInformation, messageBus)) return false;
            }
        }
        return true;
    }

    private static TestDatabase[] DatabasesOf(ITestMethod method) =>
        (method.Method.ToRuntimeMethod().GetCustomAttribute<OnlyOnAttribute>()
            ?? method.TestClass.Class.ToRuntimeType().GetCustomAttribute<OnlyOnAttribute>()) is { } only
            ? [.. only.Databases.Where(IsNamed)]
            : [.. Enum.GetValues<TestDatabase>().Where(IsNamed)];

    // SQL Server only where there is one: one visible skip says so (Database.Tests), not one per test.
    private static bool IsNamed(TestDatabase database) => database != TestDatabase.SqlServer || SqlServerDatabase.Connection is not null;

    private sealed class FactOn(TestDatabase database, IMessageSink messages) : FactDiscoverer(messages)
    {
        protected override IXunitTestCase CreateTestCase(
            ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
            new PortalTestCase(DiagnosticMessageSink, database, testMethod, null);
    }

    private sealed class TheoryOn(TestDatabase database, IMessageSink messages) : TheoryDiscoverer(messages)
    {
        protected override IEnumerable<IXunitTestCase> CreateTestCasesForDataRow(
            ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute, object[] dataRow) =>
            [new PortalTestCase(DiagnosticMessageSink, database, testMethod, dataRow)];

        protected override IEnumerable<IXunitTestCase> CreateTestCasesForTheory(
            ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
            [new PortalTheoryCase(DiagnosticMessageSink, database, testMethod)];
    }
}

/// <summary>Limits a test, or all of a class, to some databases: what it shows exists only there.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class OnlyOnAttribute(params TestDatabase[] databases) : Attribute
{
    /// <summary>Those.</summary>
    public IReadOnlyList<TestDatabase> Databases { get; } = databases;
}
