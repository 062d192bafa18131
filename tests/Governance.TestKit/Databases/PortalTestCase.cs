using Xunit.Abstractions;
using Xunit.Sdk;

namespace Governance.TestKit.Databases;

/// <summary>One test on one database.</summary>
public sealed class PortalTestCase : XunitTestCase
{
    private TestDatabase _database;

    /// <summary>For deserialization by the runner only.</summary>
    [Obsolete("For the runner.")]
    public PortalTestCase() { }

    internal PortalTestCase(IMessageSink messages, TestDatabase database, ITestMethod method, object[]? arguments)
        : base(messages, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, method, arguments) =>
        _database = database;

    /// <inheritdoc />
    public override void Serialize(IXunitSerializationInfo data)
    {
        base.Serialize(data);
        data.AddValue(nameof(TestDatabase), _database.ToString());
    }

    /// <inheritdoc />
    public override void Deserialize(IXunitSerializationInfo data)
    {
        _database = Enum.Parse<TestDatabase>(data.GetValue<string>(nameof(TestDatabase)));
        base.Deserialize(data);
    }

    /// <inheritdoc />
    public override async Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink, IMessageBus messageBus, object[] constructorArguments,
        ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource)
    {
        PortalFixture.Chosen = _database;
        return await base.RunAsync(diagnosticMessageSink, messageBus, constructorArguments, aggregator, cancellationTokenSource);
    }

    /// <inheritdoc />
    protected override string GetUniqueID() => $"{base.GetUniqueID()}-{_database}";

    /// <inheritdoc />
    protected override string GetDisplayName(IAttributeInfo factAttribute, string displayName) =>
        $"{base.GetDisplayName(factAttribute, displayName)} [{_database}]";

    /// <inheritdoc />
    protected override string? GetSkipReason(IAttributeInfo factAttribute) => base.GetSkipReason(factAttribute) is { } given
        ? given
        : _database == TestDatabase.PostgreSql ? PostgreSqlServer.SkipReason : null;
}

/// <summary>A theory whose rows are known only when it runs, on one database.</summary>
public sealed class PortalTheoryCase : XunitTheoryTestCase
{
    private TestDatabase _database;

    /// <summary>For deserialization by the runner only.</summary>
    [Obsolete("For the runner.")]
    public PortalTheoryCase() { }

    internal PortalTheoryCase(IMessageSink messages, TestDatabase database, ITestMethod method)
        : base(messages, TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, method) => _database = database;

    /// <inheritdoc />
    public override void Serialize(IXunitSerializationInfo data)
    {
        base.Serialize(data);
        data.AddValue(nameof(TestDatabase), _database.ToString());
    }

    /// <inheritdoc />
    public override void Deserialize(IXunitSerializationInfo data)
    {
        _database = Enum.Parse<TestDatabase>(data.GetValue<string>(nameof(TestDatabase)));
        base.Deserialize(data);
    }

    /// <inheritdoc />
    public override async Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink, IMessageBus messageBus, object[] constructorArguments,
        ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource)
    {
        PortalFixture.Chosen = _database;
        return await base.RunAsync(diagnosticMessageSink, messageBus, constructorArguments, aggregator, cancellationTokenSource);
    }

    /// <inheritdoc />
    protected override string GetUniqueID() => $"{base.GetUniqueID()}-{_database}";

    /// <inheritdoc />
    protected override string GetDisplayName(IAttributeInfo factAttribute, string displayName) =>
        $"{base.GetDisplayName(factAttribute, displayName)} [{_database}]";

    /// <inheritdoc />
    protected override string? GetSkipReason(IAttributeInfo factAttribute) => base.GetSkipReason(factAttribute) is { } given
        ? given
        : _database == TestDatabase.PostgreSql ? PostgreSqlServer.SkipReason : null;
}
