using Governance.Application.Pipeline;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.TestKit;

namespace Governance.Application.Tests.Access;

/// <summary>Every act on incidents, requests and notices, by everybody: what contracts §1 says, written out a second time by hand. That a
/// scoped person finds nothing of other org groups is <see cref="ScopeTests"/>' to say.</summary>
public sealed class ActTests(PortalFixture portal) : UseCaseTest(portal)
{
    private static readonly string[] Areas = ["Incidents", "Requests", "Notifications"];

    // Columns: Auditor, Org admin, Security reviewer, Incident responder, Portal admin, no role. What is not here is the portal's own.
    private static readonly Dictionary<string, string> Acts = new()
    {
        ["ConfirmStart"] = "--XX--",
        ["ConfirmTarget"] = "---X--",
        ["DeleteAppLinkConnection"] = "---X--",
        ["DepositCanary"] = "-X----",
        ["ExportEvidence"] = "X--X--",
        ["RetryFailed"] = "---X--",
        ["ReviewIncident"] = "--XX--",
        ["RevokeAuthorizations"] = "---X--",
        ["UndoTarget"] = "---X--",
        ["WithdrawCanary"] = "-X----",
        ["AmendRequest"] = "-XXX--",
        ["CarryOutRevocation"] = "---X--",
        ["CommentOnRequest"] = "XXXX--",
        ["DecideRequest"] = "--X---",
        ["EditRequest"] = "-XXX--",
        ["FailRequest"] = "-XXX--",
        ["FileRequest"] = "-XXX--",
        ["FileReturn"] = "---X--",
        ["FileRevocation"] = "-XXX--",
        ["KeepDraft"] = "-XXX--",
        ["KeepRequestSpec"] = "-XXX--",
        ["OpenSignIn"] = "-XXX--",
        ["TickStep"] = "-XXX--",
        ["WithdrawRequest"] = "-XXX--",
        ["AddChannel"] = "----X-",
        ["RemoveChannel"] = "----X-",
        ["SendAgain"] = "----X-",
        ["SwitchChannel"] = "----X-",
        ["TestChannel"] = "----X-",
        ["ChooseMail"] = "XXXXX-",
        ["MarkRead"] = "XXXXX-",
    };

    // For whoever revokes or ends access, or opens it: only a fresh sign-in will do.
    private static readonly string[] Grave =
        ["ConfirmTarget", "DeleteAppLinkConnection", "DepositCanary", "ExportEvidence", "RetryFailed", "RevokeAuthorizations", "UndoTarget", "WithdrawCanary", "CarryOutRevocation", "FileReturn",
            "AddChannel", "RemoveChannel", "SendAgain", "SwitchChannel", "TestChannel"];

    private static IEnumerable<Type> Commands => UseCaseMessages.All().Except(UseCaseMessages.Queries())
        .Where(c => Areas.Any(a => c.Namespace == $"Governance.Application.{a}"));

    private static string NameOf(Type command) => command.DeclaringType!.Name;

    [Fact]
    public void Acts_AreAllWrittenOut_WithWhoIsAskedForAFreshSignIn()
    {
        var people = Commands.Where(c => UseCaseMessages.PermissionOf(c) != Permission.System).ToList();

        people.Select(NameOf).Order().ShouldBe(Acts.Keys.Order());
        people.Where(c => PermissionMatrix.IsGrave(UseCaseMessages.PermissionOf(c))).Select(NameOf).Order().ShouldBe(Grave.Order());
    }

    [Fact]
    public async Task EachAct_ByEachRole_IsAllowedOrRefusedAsTheContractsSay_AndAudited()
    {
        Actor[] everybody = [Auditor, OrgAdmin, SecurityReviewer, Responder, PortalAdmin, NoRole];
        foreach (var command in Commands)
        {
            var (name, row) = (NameOf(command), Acts.GetValueOrDefault(NameOf(command), "------"));
            for (var i = 0; i < everybody.Length; i++)
            {
                // In one org group as in all: being scoped adds no right.
                Actor[] who = everybody[i] == NoRole ? [NoRole] : [everybody[i], Scoped((Role)i)];
                foreach (var actor in who)
                {
                    var problem = await UseCaseMessages.SendEmptyAsync(Portal, actor, command);
                    (problem?.Code != "access.denied").ShouldBe(row[i] == 'X', $"{name} by {actor.Name}: {problem?.Code}");
                    if (row[i] != 'X') (await Audit.LastAsync()).ShouldBe(UseCaseMessages.ActionOf(command), by: actor, outcome: AuditOutcome.Denied);
                }
            }
        }
        await Audit.ShouldBeUnbrokenAsync();
    }
}
