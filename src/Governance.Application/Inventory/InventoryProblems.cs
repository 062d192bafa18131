using Governance.Domain;

namespace Governance.Application.Inventory;

/// <summary>What can be wrong about the inventory.</summary>
public static class InventoryProblems
{
    /// <summary>No such permission set in scope.</summary>
    public static Problem PermissionSetNotFound { get; } = Problem.NotFound("inventory.permission-set-not-found", "There is no such permission set here.");
}
