using Governance.Application.Requests;
using Governance.Domain.Requests;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Requests;

/// <summary>Requests in words.</summary>
internal static class RequestWords
{
    public static string Of(RequestKind kind) => kind switch
    {
        RequestKind.PlannedRevocation => "planned revocation",
        _ => Words.Sentence(kind.ToString()).ToLowerInvariant(),
    };

    public static string Of(ListRequests.Standing which) => which switch
    {
        ListRequests.Standing.ForMe => "Waiting for me",
        ListRequests.Standing.Mine => "Asked by me",
        _ => which.ToString(),
    };

    public static string Of(RequestState state) => Words.Sentence(state.ToString());

    public static Tone ToneOf(RequestState state) => state switch
    {
        RequestState.Approved or RequestState.Done => Tone.Pass,
        RequestState.CarryingOut => Tone.Running,
        RequestState.WaitingForPerson => Tone.Person,
        RequestState.Failed => Tone.High,
        RequestState.Submitted or RequestState.InReview => Tone.Waiting,
        _ => Tone.NotApplicable,
    };

    /// <summary>"1 of 2 agreed"; what it waits for.</summary>
    public static string Standing(ListRequests.Row row) => row.State switch
    {
        RequestState.Submitted or RequestState.InReview => $"{row.Agreed} of {row.Needed} agreed",
        RequestState.Approved => "a responder begins it",
        RequestState.CarryingOut => "being revoked",
        RequestState.WaitingForPerson => "not all could be revoked",
        _ => "",
    };

    /// <summary>"one more person", "two more people".</summary>
    public static string More(int people) => people switch
    {
        <= 1 => "one more person",
        2 => "two more people",
        _ => $"{people} more people",
    };
}
