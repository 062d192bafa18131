using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.TestKit.Builders;
using Governance.TestKit.Fakes;
using Xunit;

namespace Governance.TestKit;

/// <summary>Base of tests of use cases. Every test has a portal and a database of its own, and runs on every database
/// (<see cref="Databases.PortalTestFramework"/>).</summary>
public abstract class UseCaseTest(PortalFixture fixture) : IClassFixture<PortalFixture>, IAsyncLifetime
{
    private Portal? _portal;

    /// <summary>The portal under test.</summary>
    protected Portal Portal => _portal ?? throw new InvalidOperationException("The portal opens before the test method, not before its constructor.");

    /// <summary>What the portal of this class is built with; null for the usual.</summary>
    protected virtual PortalSettings? Settings => null;

    /// <summary>Reads everything, changes nothing.</summary>
    protected static Actor Auditor => Actors.Auditor;

    /// <summary>Org admin of all org groups.</summary>
    protected static Actor OrgAdmin => Actors.OrgAdmin;

    /// <summary>Security reviewer of all org groups.</summary>
    protected static Actor SecurityReviewer => Actors.SecurityReviewer;

    /// <summary>Incident responder of all org groups.</summary>
    protected static Actor Responder => Actors.Responder;

    /// <summary>Portal admin.</summary>
    protected static Actor PortalAdmin => Actors.PortalAdmin;

    /// <summary>Signed in, without any role.</summary>
    protected static Actor NoRole => Actors.NoRole;

    /// <summary>The portal itself.</summary>
    protected static Actor System => Actor.System("test");

    /// <summary>The portal's clock.</summary>
    protected TestClock Clock => Portal.Clock;

    /// <summary>The orgs of this test's world.</summary>
    protected FakeOrgs Orgs => Portal.Orgs;

    /// <summary>What was logged.</summary>
    protected LogCapture Logs => Portal.Logs;

    /// <summary>The audit as written.</summary>
    protected AuditReader Audit => Portal.Audit;

    /// <inheritdoc />
    public virtual async Task InitializeAsync() => _portal = await fixture.OpenAsync(Settings);

    /// <inheritdoc />
    public virtual async Task DisposeAsync() => await Portal.DisposeAsync();

    /// <summary>Holds a role in one org group only.</summary>
    protected static Actor Scoped(Role role, string group = "EMEA") => Actors.Scoped(role, group);

    /// <summary>Who sends the next message.</summary>
    protected Sender As(Actor actor) => new(Portal, actor);

    /// <summary>Puts one thing into the database, past the pipeline.</summary>
    protected Task<T> GivenAsync<T>(IGiven<T> thing) => thing.PutAsync(Portal);

    /// <summary>Puts several like it.</summary>
    protected async Task<IReadOnlyList<T>> GivenAsync<T>(int count, Func<int, IGiven<T>> thing)
    {
        var made = new List<T>();
        for (var i = 0; i < count; i++) made.Add(await thing(i).PutAsync(Portal));
        return made;
    }

    /// <summary>Runs all queued work that is due.</summary>
    protected Task<int> RunWorkAsync() => Portal.RunWorkAsync();

    /// <summary>Reads the database past all scope.</summary>
    protected Task<T> ReadAsync<T>(Func<GovernanceDb, Task<T>> read) => Portal.ReadAsync(read);

    /// <summary>Changes the database past the pipeline, and saves.</summary>
    protected Task WriteAsync(Action<GovernanceDb> change) => Portal.WriteAsync(change);
}

/// <summary>Sends messages as one actor.</summary>
public sealed record Sender(Portal Portal, Actor Actor)
{
    /// <summary>Through the whole pipeline.</summary>
    public Task<Result<T>> SendAsync<T>(IMessage<T> message, CancellationToken ct = default) => Portal.SendAsync(Actor, message, ct);
}
