using Governance.Application.Access;
using Governance.Application.Pipeline;
using Governance.Application.Tests.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Application.Tests.Access;

/// <summary>The matrix of roles and permissions, written out a second time by hand: a slip in one is caught by the other.</summary>
public sealed class PermissionMatrixTests(PortalFixture portal) : UseCaseTest(portal)
{
    // Columns: Auditor, Org admin, Security reviewer, Incident responder, Portal admin.
    private static readonly Dictionary<Permission, string> Matrix = new()
    {
        [Permission.ViewInventory] = "XXXX-",
        [Permission.ViewFindings] = "XXXX-",
        [Permission.ViewRequests] = "XXXX-",
        [Permission.ViewIncidents] = "XXXX-",
        [Permission.Search] = "XXXX-",
        [Permission.ExportLists] = "XXXX-",
        [Permission.ViewAudit] = "X-XXX",
        [Permission.VerifyAudit] = "X-XXX",
        [Permission.ExportAudit] = "X-XXX",
        [Permission.DownloadEvidence] = "X--X-",
        [Permission.ConnectOrg] = "-X---",
        [Permission.ConnectHeroku] = "-X---",
        [Permission.SyncNow] = "-X---",
        [Permission.ImportSnapshot] = "-X---",
        [Permission.EditIntegration] = "-XX--",
        [Permission.EditVendor] = "-XX--",
        [Permission.EditOwner] = "-XX--",
        [Permission.PlanRotation] = "-XX--",
        [Permission.AcknowledgeReminder] = "-XX--",
        [Permission.FileRequest] = "-XXX-",
        [Permission.WithdrawOwnRequest] = "-XXX-",
        [Permission.DecideRequest] = "--X--",
        [Permission.DecideWaiver] = "--X--",
        [Permission.SignArchitectureDecision] = "--X--",
        [Permission.EditPolicy] = "--X--",
        [Permission.AnswerCampaign] = "-XXX-",
        [Permission.RunCampaign] = "--X--",
        [Permission.DeclareIncident] = "---X-",
        [Permission.RevokeInIncident] = "---X-",
        [Permission.FreezePrincipal] = "---X-",
        [Permission.ReturnToService] = "---X-",
        [Permission.RevokePlanned] = "---X-",
        [Permission.ReviewIncidentAfterwards] = "--XX-",
        [Permission.ManageRoles] = "----X",
        [Permission.ManageOrgGroups] = "----X",
        [Permission.ManageConnectionsCredentials] = "----X",
        [Permission.ManageChannels] = "----X",
        [Permission.ManageRetention] = "----X",
        [Permission.ManageApiTokens] = "----X",
        [Permission.ConfirmAccessChange] = "--X-X",
        [Permission.SignedIn] = "XXXXX",
        [Permission.System] = "-----",
    };

    public static TheoryData<Role> Roles => [.. Enum.GetValues<Role>()];

    protected override PortalSettings Settings => new() { Services = Probe.Register };

    [Fact]
    public void Grave_IsWhatEndsOrOpensAccess() =>
        Enum.GetValues<Permission>().Where(PermissionMatrix.IsGrave).ShouldBe(
        [
            Permission.DownloadEvidence, Permission.ConnectOrg, Permission.ConnectHeroku, Permission.EditPolicy,
            Permission.DeclareIncident, Permission.RevokeInIncident, Permission.FreezePrincipal, Permission.ReturnToService,
            Permission.RevokePlanned, Permission.ManageRoles, Permission.ManageOrgGroups, Permission.ConfirmAccessChange,
            Permission.ManageConnectionsCredentials,
            Permission.ManageChannels, Permission.ManageRetention, Permission.ManageApiTokens,
        ], ignoreOrder: true);

    [Fact]
    public void Matrix_WhenWrittenOut_NamesEveryPermission() => Matrix.Keys.Order().ShouldBe(Enum.GetValues<Permission>().Order());

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Ask_WhenHoldingOneRole_MayExactlyWhatTheMatrixSays(Role role)
    {
        await using var scope = Portal.Services.CreateAsyncScope();
        var roles = scope.ServiceProvider.GetRequiredService<RoleMap>();

        var held = new List<Permission>();
        foreach (var permission in Enum.GetValues<Permission>())
        {
            if ((await roles.RightsOfAsync(Actors.Holding(role), permission, default)).Allowed) held.Add(permission);
        }

        held.ShouldBe(Matrix.Where(m => m.Value[(int)role] == 'X').Select(m => m.Key).Order());
    }

    [Fact]
    public async Task Ask_WhenTheActorIsAJob_MayOnlyWhatThePortalDoes()
    {
        await using var scope = Portal.Services.CreateAsyncScope();
        var roles = scope.ServiceProvider.GetRequiredService<RoleMap>();

        foreach (var permission in Enum.GetValues<Permission>())
        {
            (await roles.RightsOfAsync(System, permission, default)).Allowed.ShouldBe(permission == Permission.System);
            (await roles.RightsOfAsync(Actor.Anonymous, permission, default)).Allowed.ShouldBeFalse();
            (await roles.RightsOfAsync(NoRole, permission, default)).Allowed.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Send_WhenWithoutThePermission_IsRefusedAndAuditedForEveryUseCase()
    {
        var swept = 0;
        foreach (var message in UseCaseMessages.All())
        {
            var required = UseCaseMessages.PermissionOf(message);
            var outsider = Actors.Everybody.FirstOrDefault(a => !PermissionMatrix.Allows([RoleOf(a)], required)) ?? NoRole;
            var answered = await UseCaseMessages.SendEmptyAsync(Portal, outsider, message);

            answered!.Kind.ShouldBe(ProblemKind.Forbidden, message.FullName);
            (await Audit.LastAsync()).ShouldBe(UseCaseMessages.ActionOf(message), by: outsider, outcome: AuditOutcome.Denied);
            swept++;
        }
        swept.ShouldBeGreaterThan(15);
    }

    private static Role RoleOf(Actor actor) => Enum.Parse<Role>(actor.Id.Split(':')[1]);
}
