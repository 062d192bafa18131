using Governance.Application.Catalog;
using Governance.Application.Data;
using Governance.Application.Pipeline;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.Application.Requests;

/// <summary>The specification that a request asks to publish, to the byte: for whoever decides, and for whoever publishes it by hand.</summary>
public static class GetRequestSpec
{
    /// <param name="Id">Of which request.</param>
    [Requires(Permission.ViewRequests)]
    [Rated(Rate.Searches)]
    public sealed record Query(RequestId Id) : IQuery<Answer>;

    /// <param name="FileName">Made here, ASCII.</param>
    /// <param name="Text">Hostile until shown as text.</param>
    public sealed record Answer(string FileName, string Text)
    {
        /// <summary>Length only: the text is somebody else's.</summary>
        public override string ToString() => $"{FileName} of {Text.Length} characters";
    }

    internal sealed class Handler(GovernanceDb db, RequestSpecs specs) : IHandler<Query, Answer>
    {
        public async Task<Result<Answer>> Handle(Query request, CancellationToken cancellationToken)
        {
            if (await db.Requests.AsNoTracking().SingleOrDefaultAsync(r => r.Id == request.Id, cancellationToken) is not { } found) return RequestProblems.NotFound;
            return await specs.OfAsync(found.Content, cancellationToken) is { } kept
                ? new Answer($"{found.Name}-api-spec.{(SpecReader.IsJson(kept.Text) ? "json" : "yaml")}", kept.Text)
                : RequestProblems.NoSpec;
        }
    }
}
