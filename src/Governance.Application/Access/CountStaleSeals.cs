using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Access;

/// <summary>How many stored values are sealed by another key than the one in use now.</summary>
public static class CountStaleSeals
{
    /// <summary>No parameters.</summary>
    [Requires(Permission.System)]
    public sealed record Query : IQuery<Answer>;

    /// <param name="Stale">Values, expired ones included.</param>
    public sealed record Answer(int Stale);

    internal sealed class Handler(GovernanceDb db, SecretSeal seal) : IHandler<Query, Answer>
    {
        public async Task<Result<Answer>> Handle(Query request, CancellationToken cancellationToken)
        {
            var head = seal.Head();
            return new Answer(await db.Secrets.Where(SecretSeal.IsSealed).CountAsync(s => s.Sealed.Substring(0, SecretSeal.HeadLength) != head, cancellationToken));
        }
    }
}
