using Microsoft.AspNetCore.Authorization;

namespace Governance.Web.Auth;

/// <summary>Lets a page be opened by those who could do something there. The pipeline decides on every message again.</summary>
public sealed class PermissionCheck(HeldRights rights) : AuthorizationHandler<PermissionRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (RoleClaims.IsUnchecked(context.User)) return;
        if (await rights.OfAsync(context.User) is { } self && self.Permissions.Contains(requirement.Permission)) context.Succeed(requirement);
    }
}
