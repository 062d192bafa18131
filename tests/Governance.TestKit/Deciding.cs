using Governance.Application.Pipeline;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Access;
using Governance.Domain.Policies;
using Governance.Domain.Requests;
using Microsoft.EntityFrameworkCore;

namespace Governance.TestKit;

/// <summary>Decides on requests as their page does: on the content and the risk that stand.</summary>
public static class Deciding
{
    /// <summary>A Security reviewer whom the portal knows, so that an approval of theirs can be counted again later.</summary>
    public static async Task<Actor> ReviewerAsync(this Portal portal, string name)
    {
        var person = new Person("https://id.example", name, portal.Clock.Now);
        person.SignedIn(name, null, Actors.SecurityReviewer.Groups, portal.Clock.Now);
        await portal.WriteAsync(db => db.People.Add(person));
        return Actors.SecurityReviewer with { Id = $"person:{person.Id.Value:D}", Name = name };
    }

    /// <summary>Says yes, or no.</summary>
    public static async Task<Result<DecideRequest.Receipt>> DecideAsync(
        this Portal portal, Actor by, RequestId id, RequestVerdict verdict = RequestVerdict.Approve, string reason = "", Severity? shown = null, DateOnly? until = null)
    {
        var stands = await portal.ReadAsync(db => db.Requests.AsNoTracking().SingleAsync(r => r.Id == id));
        return await portal.SendAsync(by, new DecideRequest.Command(id, verdict, reason, stands.ContentHash, stands.Kind, shown ?? stands.Risk, until));
    }

    /// <summary>As many reviewers as are needed say yes.</summary>
    public static async Task ApproveAsync(this Portal portal, RequestId id)
    {
        var needed = (await portal.ReadAsync(db => db.Requests.AsNoTracking().SingleAsync(r => r.Id == id))).Needed;
        for (var i = 1; i <= needed; i++)
        {
            if ((await portal.DecideAsync(await portal.ReviewerAsync($"Reviewer {Guid.NewGuid():N}"), id)).Problem is { } refusal) throw new InvalidOperationException(refusal.Code);
        }
    }
}
