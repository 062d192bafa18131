using System.Globalization;
using Governance.Domain;
using Governance.Domain.Integrations;
using Governance.Domain.Inventory;
using Governance.Domain.Policies;
using Edge = Governance.Application.Integrations.GetIntegrationRelations.Edge;
using Node = Governance.Application.Integrations.GetIntegrationRelations.Node;
using NodeKind = Governance.Application.Integrations.GetIntegrationRelations.NodeKind;
using Rest = Governance.Application.Integrations.GetIntegrationRelations.Rest;

namespace Governance.Application.Integrations;

/// <summary>Chooses what of the relations is drawn: what is on a way to everything first, some sixty nodes in all.</summary>
internal static class RelationDrawing
{
    private static readonly Dictionary<NodeKind, int> Most = new()
    {
        [NodeKind.Org] = 8,
        [NodeKind.App] = 12,
        [NodeKind.User] = 14,
        [NodeKind.PermissionSet] = 12,
        [NodeKind.Certificate] = 5,
        [NodeKind.Credential] = 3,
        [NodeKind.Addon] = 2,
        [NodeKind.CatalogEntry] = 4,
    };

    public static (IReadOnlyList<Node> Nodes, IReadOnlyList<Edge> Edges, IReadOnlyList<Rest> Rests) Draw(RelationRead read)
    {
        var edges = EdgesOf(read).DistinctBy(e => (e.From, e.To)).ToList();
        var hot = edges.Where(e => e.IsHot).SelectMany(e => new[] { e.From, e.To }).ToHashSet(StringComparer.Ordinal);
        List<Node> nodes = [];
        List<Rest> rests = [];
        foreach (var column in NodesOf(read).GroupBy(n => n.Kind).OrderBy(g => g.Key))
        {
            // Of a long column what is on a way to everything stays; then the order in which it was read.
            var kept = column.OrderByDescending(n => hot.Contains(n.Key)).Take(Most[column.Key]).Select(n => n.Key).ToHashSet(StringComparer.Ordinal);
            nodes.AddRange(column.Where(n => kept.Contains(n.Key)).Select(n => n with { IsHot = hot.Contains(n.Key) })
                .OrderBy(n => OrgOf(read, n.Key), StringComparer.OrdinalIgnoreCase).ThenByDescending(n => n.IsHot).ThenBy(n => n.Name, StringComparer.OrdinalIgnoreCase));
            var more = column.Count() - kept.Count;
            if (column.Key == NodeKind.User) more += Math.Max(0, read.Reaches().Sum(o => o.Users) - column.Count());
            if (more > 0) rests.Add(new Rest(column.Key, more));
        }
        var shown = nodes.Select(n => n.Key).ToHashSet(StringComparer.Ordinal);
        return (nodes, [.. edges.Where(e => shown.Contains(e.From) && shown.Contains(e.To))], rests);
    }

    private static string KeyOf(OrgId org, NodeKind kind, string key) => $"{org.Value:N}/{kind}/{key}";

    private static string KeyOf(OrgId org) => $"{org.Value:N}";

    // Apps of one label in one org are one: their grants are known by that label.
    private static string KeyOf(IntegrationPiece piece) => piece.Org is not { } org ? piece.ThingId.ToString("N")
        : KeyOf(org, KindOf(piece.Kind), piece.Kind == IntegrationPartKind.App ? piece.Key : piece.ThingId.ToString("N"));

    private static string OrgOf(RelationRead read, string key) =>
        Guid.TryParseExact(key.Split('/')[0], "N", out var id) && read.Orgs.TryGetValue(new OrgId(id), out var org) ? org.Label : "";

    private static NodeKind KindOf(IntegrationPartKind kind) => kind switch
    {
        IntegrationPartKind.App => NodeKind.App,
        IntegrationPartKind.User => NodeKind.User,
        IntegrationPartKind.Certificate => NodeKind.Certificate,
        IntegrationPartKind.NamedCredential => NodeKind.Credential,
        IntegrationPartKind.CatalogEntry => NodeKind.CatalogEntry,
        _ => NodeKind.Addon,
    };

    private static IEnumerable<Node> NodesOf(RelationRead read)
    {
        foreach (var org in read.Orgs.Values) yield return new Node(KeyOf(org.Id), NodeKind.Org, org.Connection?.Value, org.Label, Lower(org.Environment.ToString()));
        foreach (var same in read.Pieces.Where(p => p.Kind != IntegrationPartKind.User).GroupBy(KeyOf))
        {
            var piece = same.First();
            var label = piece.Org is { } org ? read.Orgs.GetValueOrDefault(org)?.Label : null;
            yield return new Node(same.Key, KindOf(piece.Kind), piece.Kind != IntegrationPartKind.CatalogEntry ? piece.ThingId : read.Entries.TryGetValue(piece.ThingId, out var entry) ? entry : null, piece.Name,
                piece.Kind == IntegrationPartKind.App ? $"{Counted(same.Sum(p => p.Grants), "grant")} · {label}" : label ?? "Heroku AppLink");
        }
        foreach (var user in read.Users)
        {
            var note = read.Orgs.GetValueOrDefault(user.Org)?.Label;
            yield return new Node(KeyOf(user.Org, NodeKind.User, user.Key), NodeKind.User, user.ItemId, user.Name, user.Grants > 0 ? $"{Counted(user.Grants, "grant")} · {note}" : note);
        }
        foreach (var ((org, key), set) in read.Sets)
        {
            var note = EffectiveAccess.OpensEverything(set.Facts) ? (set.Facts.Grants("ModifyAllData") == true ? "changes everything" : "reads everything")
                : set.Facts.HasActivationRequired == true ? "session-based" : Lower(SetStanding.KindOf(set.Facts).ToString());
            yield return new Node(KeyOf(org, NodeKind.PermissionSet, key), NodeKind.PermissionSet, set.Id.Value, set.Name, $"{note} · {read.Orgs.GetValueOrDefault(org)?.Label}");
        }
        foreach (var certificate in read.AppCertificates)
            yield return new Node(KeyOf(certificate.OrgId, NodeKind.Certificate, certificate.Id.Value.ToString("N")), NodeKind.Certificate, certificate.Id.Value, certificate.Name, $"inside the app · {read.Orgs.GetValueOrDefault(certificate.OrgId)?.Label}");
    }

    private static IEnumerable<Edge> EdgesOf(RelationRead read)
    {
        var everything = read.Sets.Where(s => s.Value.Facts.HasActivationRequired != true && EffectiveAccess.OpensEverything(s.Value.Facts)).Select(s => s.Key).ToHashSet();
        var mighty = read.Users.Where(u => read.Held[(u.Org, u.Key)].Any(k => everything.Contains((u.Org, k)))).Select(u => (u.Org, u.Key)).ToHashSet();
        var owned = read.Grants.Select(g => (g.Org, g.UserId)).ToHashSet();
        foreach (var app in read.Pieces.Where(p => p.Kind == IntegrationPartKind.App && p.Org is not null))
        {
            var org = app.Org!.Value;
            var grants = read.Grants.Where(g => g.Org == org && g.AppKey == app.Key).ToList();
            yield return new Edge(KeyOf(org), KeyOf(app), grants.Any(g => mighty.Contains((org, g.UserId))));
            foreach (var grant in grants) yield return new Edge(KeyOf(app), KeyOf(org, NodeKind.User, grant.UserId), mighty.Contains((org, grant.UserId)));
            foreach (var policy in read.Policies.Where(p => p.Org == org && p.AppKey == app.Key))
            {
                foreach (var certificate in read.AppCertificates.Where(c => c.OrgId == org && c.Key == $"app:{policy.Key}"))
                    yield return new Edge(KeyOf(app), KeyOf(org, NodeKind.Certificate, certificate.Id.Value.ToString("N")));
            }
        }
        foreach (var user in read.Users)
        {
            var key = KeyOf(user.Org, NodeKind.User, user.Key);
            if (!owned.Contains((user.Org, user.Key))) yield return new Edge(KeyOf(user.Org), key, mighty.Contains((user.Org, user.Key)));
            foreach (var set in read.Held[(user.Org, user.Key)]) yield return new Edge(key, KeyOf(user.Org, NodeKind.PermissionSet, set), everything.Contains((user.Org, set)));
        }
        foreach (var piece in read.Pieces.Where(p => p.Org is not null && p.Kind is not IntegrationPartKind.App and not IntegrationPartKind.User))
            yield return new Edge(CredentialOf(read, piece) is { } credential ? KeyOf(credential) : KeyOf(piece.Org!.Value), KeyOf(piece));
    }

    // The named credential that a registration calls through, when it belongs to the integration too.
    private static IntegrationPiece? CredentialOf(RelationRead read, IntegrationPiece piece)
    {
        if (piece.Kind != IntegrationPartKind.CatalogEntry || !read.Items.TryGetValue(piece.ThingId, out var item)) return null;
        return item.Facts<RegistrationFacts>().NamedCredential is not { } name ? null
            : read.Pieces.FirstOrDefault(p => p.Kind == IntegrationPartKind.NamedCredential && p.Org == piece.Org
                && read.Items.GetValueOrDefault(p.ThingId)?.Facts<NamedCredentialFacts>().ApiName == name);
    }

    private static string Lower(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? " " : "") + char.ToLowerInvariant(c) : c.ToString()));

    private static string Counted(int count, string one) => $"{count.ToString("N0", CultureInfo.InvariantCulture)} {one}{(count == 1 ? "" : "s")}";
}
