using System.Runtime.CompilerServices;
using Governance.Application.Authorizations;
using Governance.Application.Incidents;
using Governance.Application.Ports;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Incidents;
using Governance.Domain.Requests;
using Governance.TestKit;
using Governance.TestKit.Builders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Governance.Application.Tests.Incidents;

/// <summary>A connector that ends its answers early: what it leaves out is unknown, and the containment still ends.</summary>
public sealed class MissingAnswerTests(PortalFixture portal) : UseCaseTest(portal)
{
    protected override PortalSettings Settings => new()
    {
        Services = services =>
        {
            var orgs = (IOrgResponder)services.Last(s => s.ServiceType == typeof(IOrgResponder)).ImplementationInstance!;
            services.Replace(ServiceDescriptor.Singleton<IOrgResponder>(new AnswersOnce(orgs)));
        },
    };

    [Fact]
    public async Task Contain_WhenAnAnswerIsMissing_EndsUnreachableAndSettles()
    {
        var org = await GivenAsync(An.Org("Core"));
        var grants = await GivenAsync(3, _ => An.Authorization().In(org));
        var selection = AuthorizationSelection.Of([.. grants.Select(g => g.Id)]);
        var plan = (await As(Responder).SendAsync(new PreviewRevocation.Query(selection))).Value!;
        var incident = (await As(Responder).SendAsync(
            new RevokeAuthorizations.Command(selection, plan.Hash, "The vendor leaked its tokens", null))).Value!.IncidentId;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        await Portal.RunWorkAsync(limit.Token);

        var states = await ReadAsync(db => db.Targets.Select(t => t.State).ToListAsync());
        states.Count(s => s == TargetState.Done).ShouldBe(1);
        states.Count(s => s == TargetState.Unreachable).ShouldBe(2);
        (await ReadAsync(db => db.Incidents.SingleAsync(i => i.Id == incident))).SettledAt.ShouldNotBeNull();
    }

    private sealed class AnswersOnce(IOrgResponder orgs) : IOrgResponder
    {
        public Task<Result<ResponderTest>> TestAsync(ResponderLink org, CancellationToken ct) => orgs.TestAsync(org, ct);

        public IResponderSession Begin(ResponderLink org) => new Session(orgs.Begin(org));

        private sealed class Session(IResponderSession session) : IResponderSession
        {
            public async IAsyncEnumerable<RevocationAnswer> RevokeTokensAsync(
                IReadOnlySet<TokenRowKey> rows, [EnumeratorCancellation] CancellationToken ct)
            {
                await foreach (var answer in session.RevokeTokensAsync(rows, ct))
                {
                    yield return answer;
                    yield break;
                }
            }

            public IAsyncEnumerable<RevocationAnswer> ActAsync(IReadOnlyList<OrgAct> acts, CancellationToken ct) => session.ActAsync(acts, ct);

            public Task<Result<GivenSet>> GiveAsync(SetGift gift, CancellationToken ct) => session.GiveAsync(gift, ct);

            public Task<Result<string?>> SetPolicyAsync(AppPolicyWish wish, CancellationToken ct) => session.SetPolicyAsync(wish, ct);

            public Task<Result<Done>> EndAsync(CancellationToken ct) => session.EndAsync(ct);

            public void Dispose() => session.Dispose();
        }
    }
}
