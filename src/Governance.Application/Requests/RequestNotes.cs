using Governance.Domain.Requests;

namespace Governance.Application.Requests;

/// <summary>What people wrote on a request, with what each edit changed.</summary>
internal static class RequestNotes
{
    public static IReadOnlyList<GetRequest.NoteLine> Of(Request request)
    {
        var notes = request.Notes.OrderBy(n => n.At).ThenBy(n => n.Id).ToList();
        var edits = notes.Where(n => n.Kind == RequestNoteKind.Edited).ToList();
        return [.. notes.Select(n => new GetRequest.NoteLine(
            n.Kind, n.Person, n.Kind == RequestNoteKind.Edited ? "" : n.Text, n.At, n.Step, n.Kind == RequestNoteKind.Edited ? ChangesOf(request, n, Next(edits, n)) : []))];
    }

    private static RequestNote? Next(List<RequestNote> edits, RequestNote edit) => edits.IndexOf(edit) is var at && at + 1 < edits.Count ? edits[at + 1] : null;

    // What an edit made is what the next one found, or what stands.
    private static IReadOnlyList<GetRequest.Difference> ChangesOf(Request request, RequestNote edit, RequestNote? next)
    {
        var (reason, content) = next is null ? (request.Reason, request.ContentText) : (next.Text, next.ContentBefore ?? "");
        List<GetRequest.Difference> found = [];
        if (edit.Text != reason) found.Add(new("Reason", edit.Text, reason));
        foreach (var (name, before, after) in RequestContent.Between(RequestContent.Read(edit.ContentBefore ?? ""), RequestContent.Read(content)))
            found.Add(new(name, before, after));
        return found;
    }
}
