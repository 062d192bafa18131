using Governance.Application.Access;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Application.Policies;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace Governance.Web.Hosting;

/// <summary>What an empty database gets at the first start.</summary>
internal static class FirstStart
{
    private sealed class RoleLine
    {
        public string Group { get; set; } = "";

        public Role Role { get; set; }

        public string OrgGroup { get; set; } = "*";
    }

    /// <summary>Makes the key ring's key before anybody needs it: SQLite has one writer, so a key that is due cannot be
    /// written while a command's transaction is open. Also called every minute, for the key that follows.</summary>
    public static void ReadyKeyRing(IServiceProvider services) =>
        services.GetRequiredService<IDataProtectionProvider>().CreateProtector("Governance.Start").Protect([]);

    /// <summary>The baselines of this build, where they are missing.</summary>
    public static async Task ShipBaselinesAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var known = await scope.ServiceProvider.GetRequiredService<GovernanceDb>().Policies.Select(p => p.NameKey).ToListAsync(ct);
        if (ShipBaselines.All.All(d => known.Contains(Policy.KeyOf(d.Name)))) return;
        var shipped = await services.GetRequiredService<UseCaseRunner>().SendAsync(Actor.System("first-start"), new ShipBaselines.Command(), ct);
        if (shipped.Problem is { } problem) throw new StartRefusedException($"The policy baselines cannot be stored: {problem.Message}");
    }

    /// <summary>What waited before requests decided on waivers and policy changes gets its request, once.</summary>
    public static async Task FileWaitingAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        if (!await FileWaiting.IsNeededAsync(scope.ServiceProvider.GetRequiredService<GovernanceDb>(), now, ct)) return;
        var filed = await services.GetRequiredService<UseCaseRunner>().SendAsync(Actor.System("first-start"), new FileWaiting.Command(), ct);
        if (filed.Problem is { } problem) throw new StartRefusedException($"What waits for a decision cannot be filed: {problem.Message}");
    }

    /// <summary>Authentication:RoleMap fills an empty role map; afterwards the table rules.</summary>
    public static async Task FillRoleMapAsync(IServiceProvider services, CancellationToken ct)
    {
        var lines = services.GetRequiredService<IConfiguration>().GetSection("Authentication:RoleMap").Get<List<RoleLine>>() ?? [];
        if (lines.Count == 0) return;
        // Not even asked for when the table rules: an entry for nothing done would stand in the audit at every start.
        await using var scope = services.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<GovernanceDb>().RoleAssignments.AnyAsync(ct)) return;
        var filled = await services.GetRequiredService<UseCaseRunner>().SendAsync(Actor.System("first-start"),
            new FillRoleMap.Command([.. lines.Select(l => new FillRoleMap.Line(l.Group, l.Role, l.OrgGroup))]), ct);
        if (filled.Problem is { } problem) throw new StartRefusedException($"The role map cannot be filled: {problem.Message}");
    }
}
