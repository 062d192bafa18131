using System.Reflection;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Audit;
using Governance.Domain.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Policies;

/// <summary>Puts the baselines that come with the portal (database/seed/policies) among the policies, bound to nothing. One that
/// is there already stays as it is: a new edition has a new name.</summary>
public static class ShipBaselines
{
    private const string Folder = "policies/";

    /// <summary>Nothing to ask for: the baselines are part of the build.</summary>
    [Requires(Permission.System)]
    [Audited("policy.baselines-shipped")]
    public sealed record Command : ICommand<Receipt>;

    /// <param name="Added">Names of those that were missing.</param>
    public sealed record Receipt(IReadOnlyList<string> Added);

    /// <summary>As shipped, by name.</summary>
    public static IReadOnlyList<PolicyDocument> All { get; } = [.. Read().OrderBy(d => d.Name, StringComparer.Ordinal)];

    private static IEnumerable<PolicyDocument> Read()
    {
        var here = Assembly.GetExecutingAssembly();
        foreach (var name in here.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var source = here.GetManifestResourceStream(name)!;
            using var bytes = new MemoryStream();
            source.CopyTo(bytes);
            var read = PolicyReader.Read(bytes.ToArray(), new HashSet<string>());
            yield return read.Value ?? throw new InvalidOperationException($"{name}: {read.Problem!.Message}");
        }
    }

    internal sealed class Handler(GovernanceDb db, AuditDraft audit, TimeProvider clock) : IHandler<Command, Receipt>
    {
        public async Task<Result<Receipt>> Handle(Command request, CancellationToken cancellationToken)
        {
            var known = (await db.Policies.Select(p => p.NameKey).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
            PolicyDocument[] missing = [.. All.Where(d => !known.Contains(Policy.KeyOf(d.Name)))];
            db.Policies.AddRange(missing.Select(d => new Policy(PolicyId.New(), d, isBaseline: true, by: null, clock.GetUtcNow())));
            audit.After(new AuditFields().Add("added", string.Join(", ", missing.Select(d => d.Name))));
            return new Receipt([.. missing.Select(d => d.Name)]);
        }
    }
}
