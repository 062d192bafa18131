using System.Runtime.CompilerServices;
using Governance.Application.Pipeline;
using Governance.Domain.Access;

namespace Governance.TestKit;

/// <summary>Gives a scope's actor sight of org groups: only the pipeline may do that, and the test kit.</summary>
internal static class Rights
{
    public static void HoldEverything(CurrentActor current) => Hold(current, [], OrgScope.Everything, "*");

    public static void Hold(CurrentActor current, OrgScope scope) => Hold(current, [], scope, "some");

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Hold")]
    private static extern void Hold(CurrentActor current, IReadOnlyCollection<Role> roles, OrgScope scope, string scopeNames);
}
