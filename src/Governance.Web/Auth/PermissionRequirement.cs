using Governance.Domain.Access;
using Microsoft.AspNetCore.Authorization;

namespace Governance.Web.Auth;

/// <summary>Holding a permission in at least one org group; SignedIn means any role.</summary>
public sealed record PermissionRequirement(Permission Permission) : IAuthorizationRequirement;
