using Governance.Application.Access;
using Governance.Web.Components.Shared;

namespace Governance.Web.Components.Pages.Settings;

/// <summary>What a Portal admin can do to somebody's access.</summary>
public enum PeopleActKind
{
    SignOut,
    Block,
    Unblock,
}

/// <summary>An act being confirmed.</summary>
public sealed record PeopleAct(PeopleActKind Kind, Guid Person, string Name);

/// <summary>These acts in words.</summary>
internal static class PeopleActs
{
    public static IEnumerable<PeopleActKind> For(ListPeople.Row row)
    {
        if (row.IsSelf) yield break;
        if (row.Sessions > 0) yield return PeopleActKind.SignOut;
        yield return row.BlockedAt is null ? PeopleActKind.Block : PeopleActKind.Unblock;
    }

    public static string Word(PeopleActKind kind) => kind == PeopleActKind.SignOut ? "Sign out everywhere" : kind.ToString();

    public static string Title(PeopleAct act) => act.Kind switch
    {
        PeopleActKind.SignOut => $"Sign {Foreign.Visible(act.Name)} out everywhere",
        PeopleActKind.Block => $"Block {Foreign.Visible(act.Name)}",
        _ => $"Unblock {Foreign.Visible(act.Name)}",
    };

    public static string Consequence(PeopleAct act) => act.Kind switch
    {
        PeopleActKind.SignOut => "Every session of theirs is over within 5 seconds, on every instance; what they had not saved is lost. They can sign in again at once.",
        PeopleActKind.Block => "Every session of theirs is over within 5 seconds, and they can’t sign in until somebody unblocks them. What runs on their behalf goes on.",
        _ => "They can sign in again, with the roles their groups give them then.",
    };

    public static string Done(PeopleAct act) => act.Kind switch
    {
        PeopleActKind.SignOut => $"{Foreign.Visible(act.Name)} is signed out everywhere.",
        PeopleActKind.Block => $"{Foreign.Visible(act.Name)} is blocked and signed out everywhere.",
        _ => $"{Foreign.Visible(act.Name)} can sign in again.",
    };
}
