using Governance.Domain.Requests;

namespace Governance.Application.Requests;

/// <summary>What people wrote on a request, with what each edit changed.</summary>
internal static class RequestNotes
{
    public static async Task<IReadOnlyList<GetRequest.NoteLine>> ReadAsync(IRequestKind kind, Request request, CancellationToken ct)
    {
        var notes = request.Notes.OrderBy(n => n.At).ThenBy(n => n.Id).ToList();
        var edits = notes.Where(n => n.Kind == RequestNoteKind.Edited).ToList();
        List<GetRequest.NoteLine> lines = [];
        foreach (var note in notes)
        {
            var isEdit = note.Kind == RequestNoteKind.Edited;
            // What an edit made is what the next one found, or what stands.
            var next = isEdit && edits.IndexOf(note) + 1 < edits.Count ? edits[edits.IndexOf(note) + 1] : null;
            lines.Add(new(note.Kind, note.Person, isEdit ? "" : note.Text, note.At, note.Step, isEdit
                ? await ChangesAsync(kind, request.Kind, (note.Text, note.ContentBefore), next is null ? (request.Reason, request.ContentText) : (next.Text, next.ContentBefore), ct)
                : []));
        }
        return lines;
    }

    private static async Task<IReadOnlyList<GetRequest.Difference>> ChangesAsync(
        IRequestKind kind, RequestKind of, (string Reason, string? Content) before, (string Reason, string? Content) after, CancellationToken ct)
    {
        var was = (await kind.SayAsync(of, RequestContent.Read(before.Content ?? ""), ct)).ToDictionary(l => l.Term, l => l.Value, StringComparer.Ordinal);
        var says = (await kind.SayAsync(of, RequestContent.Read(after.Content ?? ""), ct)).ToDictionary(l => l.Term, l => l.Value, StringComparer.Ordinal);
        List<GetRequest.Difference> found = [.. was.Keys.Union(says.Keys, StringComparer.Ordinal)
            .Select(t => new GetRequest.Difference(t, was.GetValueOrDefault(t), says.GetValueOrDefault(t))).Where(d => d.Before != d.After)];
        if (before.Reason != after.Reason) found.Add(new("Reason", before.Reason, after.Reason));
        return found;
    }
}
