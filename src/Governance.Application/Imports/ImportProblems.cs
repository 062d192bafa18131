using Governance.Domain;
using Governance.Domain.Vendors;

namespace Governance.Application.Imports;

/// <summary>Refusals around imports.</summary>
public static class ImportProblems
{
    /// <summary>More than an import may have.</summary>
    public static readonly Problem TooLarge = Problem.Invalid("register.too-large",
        $"The register is larger than {RegisterFile.MaxBytes / (1024 * 1024)} MB. Nothing was imported. Split it.");

    /// <summary>Not JSON, or not as the schema says.</summary>
    /// <param name="line">From 1.</param>
    /// <param name="position">Byte within the line, from 1.</param>
    /// <param name="path">JSON path; null when unknown.</param>
    public static Problem Unreadable(long line, long position, string? path) => Problem.Invalid("register.unreadable",
        $"Line {line}, position {position}{(path is null ? "" : $" ({Text.Bounded(path, 200)})")}: this is not as the "
        + "register's schema says: a member it does not know, one that comes twice or is missing, a wrong value, or no JSON. "
        + "Nothing was imported.");

    /// <summary>A record that cannot be, with the line it begins on.</summary>
    internal static Problem Refused(long line, string reason) =>
        Problem.Invalid("register.refused", $"Line {line}: {reason} Nothing was imported.");

    /// <summary>A record names something that neither the register nor the portal has.</summary>
    internal static Problem NotThere(string type, string record, string what, string name) => Problem.Invalid("register.not-there",
        $"The {type} “{Text.Bounded(record, 80)}” names the {what} “{Text.Bounded(name, 80)}”, which neither the register nor the portal has. "
        + "Nothing was imported.");

    /// <summary>A connection whose login host may not be called.</summary>
    internal static Problem BadConnection(string name, string reason) =>
        Problem.Invalid("register.bad-connection", $"The connection “{Text.Bounded(name, 80)}”: {reason} Nothing was imported.");

    /// <summary>Not an archive that can be read.</summary>
    public static readonly Problem NoZip = Problem.Invalid("snapshot.no-zip",
        "This is not a ZIP file that can be read. Nothing was imported. Zip the project's folder, or the metadata that was retrieved, again.");

    /// <summary>Past what an import may be.</summary>
    /// <param name="what">A sentence that names the limit.</param>
    public static Problem SnapshotTooLarge(string what) => Problem.Invalid("snapshot.too-large",
        $"{what} Nothing was imported. Leave out what is not metadata of apps, credentials, certificates and permissions, "
        + "or import the folder with the command line.");

    /// <summary>More imports in an hour than a person may make.</summary>
    internal static readonly Problem TooManySnapshots = Problem.Conflict("snapshot.too-many",
        $"You imported {ImportSnapshot.MostPerHour} snapshots within the last hour. Nothing was imported. Wait, or use the command line.");

    /// <summary>A connected org has its picture from the org itself.</summary>
    internal static readonly Problem NotASnapshotOrg = Problem.Conflict("snapshot.org-is-connected",
        "This org is or was connected: its picture comes from the org itself. Nothing was imported. Choose another org, or name a new one.");

    /// <summary>No such org, or none that the actor sees.</summary>
    internal static readonly Problem NoSuchOrg = Problem.NotFound("org.not-found", "There is no such org, or it is not one of yours.");

    /// <summary>Two orgs of snapshots with one name.</summary>
    internal static readonly Problem LabelTaken = Problem.Conflict("snapshot.name-taken",
        "There is an org of that name already. Nothing was imported. Choose it from the list, or give the new one another name.");

    /// <summary>Nothing in the file is anything that is looked at.</summary>
    internal static readonly Problem NothingInIt = Problem.Invalid("snapshot.empty",
        "Nothing in this snapshot is metadata that the portal reads: apps, credentials, certificates, permissions, settings. Nothing was "
        + "imported. Import a project folder or the ZIP of a metadata retrieve.");

    /// <summary>Two vendors with the same rule, in the register or with a vendor already known.</summary>
    internal static Problem? ClaimedTwice(IReadOnlyList<VendorRecord> records, IEnumerable<Vendor> known)
    {
        var imported = records.Select(r => RegisterNames.Key(r.Name)).ToHashSet(StringComparer.Ordinal);
        var rules = known.Where(v => !imported.Contains(RegisterNames.Key(v.Name)))
            .SelectMany(v => v.Rules.Select(r => (Vendor: v.Name, r.Kind, r.Pattern)))
            .Concat(records.SelectMany(v => v.Rules.Select(r => new VendorRule(r.Kind, r.Pattern))
                .Select(r => (Vendor: v.Name, r.Kind, r.Pattern)).Distinct()));
        var twice = rules.GroupBy(r => (r.Kind, r.Pattern)).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? null : Problem.Conflict("register.rule-claimed-twice",
            $"{string.Join(" and ", twice.Select(r => $"“{r.Vendor}”"))} both claim the app name “{twice.Key.Pattern}”. "
            + "An app belongs to one vendor. Nothing was imported.");
    }
}
