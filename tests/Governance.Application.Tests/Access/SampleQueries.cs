using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Governance.Application.Authorizations;
using Governance.Application.Imports;
using Governance.Application.Requests;
using Governance.Domain;
using Governance.Domain.Authorizations;
using Governance.Domain.Inventory;
using Governance.Domain.Requests;
using Governance.TestKit.Builders;

namespace Governance.Application.Tests.Access;

/// <summary>Everything one org group has.</summary>
internal sealed record Estate(
    ConnectedOrg Org, IReadOnlyList<Authorization> Authorizations, DeclaredIncident Incident, VendorId Vendor, OrgGroupId Group,
    HerokuAccountId Heroku, AppLinkRecordId AppLinkConnection, FindingId Finding, SnapshotImportId Snapshot, ItemId PermissionSet,
    ItemId Certificate, IntegrationId Integration, CatalogEntryId CatalogEntry, SpecVersionId SpecVersion, WaiverId Waiver,
    RequestId Request)
{
    /// <summary>A request that carries a specification.</summary>
    public RequestId Publication { get; init; }
}

/// <summary>Builds a sample of any query, parameter by parameter: ids from an estate, texts and numbers from here. A
/// parameter nobody knows a value for fails the test: add one below.</summary>
internal static class SampleQueries
{
    // By name for what a type does not tell.
    private static readonly Dictionary<string, object?> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Skip"] = 0,
        ["Take"] = 50,
        ["Sort"] = "lastUsed",
        ["Label"] = "Somewhere else",
        ["FileName"] = "snapshot.zip",
        ["Picture"] = new MetadataPicture(
            [new ItemRead(ItemKind.OrgSettings, "settings", "", new OrgSettingsFacts())], 1, [], new HashSet<MetadataFamily>()),
        ["ThingId"] = null,
        ["Rule"] = null,
        ["AtLeast"] = null,
        ["Before"] = null,
        ["Place"] = null,
        ["ReadEvidenceFile.Place"] = 0,
        ["Severity"] = null,
        ["Thing"] = null,
        ["InUse"] = false,
        [".Name"] = "Sync of nobody",
        [".Id"] = "005000000000abc",
        [".Start"] = "10.0.0.1",
        [".End"] = "10.0.0.9",
        ["Owner"] = null,
        ["Deputy"] = null,
        ["Decision"] = null,
        ["Session"] = null,
        ["Pattern"] = "Gainfold",
        ["Text"] = null,
        ["Search"] = "g",
        ["UnusedForDays"] = null,
        ["Address"] = "login.salesforce.com",
        // An audit entry about the estate; the others name a place in an export nobody asked for.
        ["Seq"] = 1L,
        ["Below"] = null,
        ["Entries"] = 0L,
        ["Heads"] = 0,
        ["Until"] = new DateOnly(2027, 1, 1),
        ["Day"] = new DateOnly(2027, 1, 1),
        ["Step"] = 7,
        ["ReplacedBy"] = null,
        ["Note"] = null,
        ["File"] = "{}",
        ["Against"] = null,
        ["ExternalSystems"] = 2,
        ["SlotsUsed"] = 1,
        ["Value"] = "no",
        ["GetRequestForm.Kind"] = RequestKind.ClientApp,
        ["PlanRequest.Kind"] = RequestKind.Renewal,
    };

    /// <summary>One instance; ids come from the estate.</summary>
    public static object Of(Type query, Estate estate)
    {
        var constructor = query.GetConstructors(BindingFlags.Public | BindingFlags.Instance)
            .OrderByDescending(c => c.GetParameters().Length).FirstOrDefault();
        return constructor is null
            ? RuntimeHelpers.GetUninitializedObject(query)
            : constructor.Invoke([.. constructor.GetParameters().Select(p => ValueOf(query, p, estate))]);
    }

    /// <summary>True when the query names something that belongs to an org group.</summary>
    public static bool NamesSomething(Type query) => query.GetConstructors().SelectMany(c => c.GetParameters())
        .Any(p => IdOf(Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType, null) is not null
            || p.ParameterType == typeof(AuthorizationSelection));

    private static object? ValueOf(Type query, ParameterInfo parameter, Estate estate)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        // One type of id for things of every kind: the query says which it is about.
        if (type == typeof(ItemId) && query.DeclaringType?.Name is "GetCertificate" or "NameCertificateOwner" or "PlanRotation" or "AcknowledgeReminder") return estate.Certificate;
        if (type == typeof(RequestId) && query.DeclaringType?.Name == nameof(GetRequestSpec)) return estate.Publication;
        if (IdOf(type, estate) is { } id) return id;
        if (type == typeof(AuthorizationSelection)) return AuthorizationSelection.Of([.. estate.Authorizations.Select(a => a.Id)]);
        if ((ByName.TryGetValue($"{query.DeclaringType?.Name}.{parameter.Name}", out var named) || ByName.TryGetValue(parameter.Name!, out named))
            && (named is null ? !type.IsValueType || type != parameter.ParameterType : type.IsInstanceOfType(named)))
        {
            return named;
        }
        if (parameter.HasDefaultValue)
        {
            return parameter.DefaultValue is null && parameter.ParameterType.IsValueType
                ? Activator.CreateInstance(parameter.ParameterType)
                : parameter.DefaultValue;
        }
        if (type == typeof(TimeSpan)) return TimeSpan.FromDays(30);
        if (type == typeof(Guid)) return Guid.Empty;
        if (type == typeof(DateTimeOffset)) return estate.Authorizations[0].CreatedAt.AddYears(-1);
        if (type.IsEnum || type == typeof(bool)) return Activator.CreateInstance(type);
        if (type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)) && ListOf(type, estate) is { } list) return list;
        if (IsOurs(type)) return Of(type, estate);
        // What a person types into an act: long enough for a reason.
        if (type == typeof(string) && query.Name == "Command") return "What a person typed";
        throw new ShouldAssertException(
            $"{query.DeclaringType?.Name}.{query.Name} takes a {parameter.ParameterType.Name} {parameter.Name}: give SampleQueries a value for it.");
    }

    private static bool IsOurs(Type type) =>
        type is { IsAbstract: false, IsEnum: false } && type.Namespace?.StartsWith("Governance", StringComparison.Ordinal) == true;

    private static object? IdOf(Type type, Estate? estate) => type.Name switch
    {
        nameof(OrgId) => estate?.Org.Org.Id ?? default(OrgId),
        nameof(ConnectionId) => estate?.Org.Connection.Id ?? default(ConnectionId),
        nameof(AuthorizationId) => estate?.Authorizations[0].Id ?? default(AuthorizationId),
        nameof(IncidentId) => estate?.Incident.Incident.Id ?? default(IncidentId),
        nameof(TargetId) => estate?.Incident.Targets[0].Id ?? default(TargetId),
        nameof(VendorId) => estate?.Vendor ?? default(VendorId),
        nameof(HerokuAccountId) => estate?.Heroku ?? default(HerokuAccountId),
        nameof(AppLinkRecordId) => estate?.AppLinkConnection ?? default(AppLinkRecordId),
        nameof(FindingId) => estate?.Finding ?? default(FindingId),
        nameof(SnapshotImportId) => estate?.Snapshot ?? default(SnapshotImportId),
        nameof(RequestId) => estate?.Request ?? default(RequestId),
        nameof(WaiverId) => estate?.Waiver ?? default(WaiverId),
        nameof(ItemId) => estate?.PermissionSet ?? default(ItemId),
        nameof(IntegrationId) => estate?.Integration ?? default(IntegrationId),
        nameof(CatalogEntryId) => estate?.CatalogEntry ?? default(CatalogEntryId),
        nameof(SpecVersionId) => estate?.SpecVersion ?? default(SpecVersionId),
        nameof(OrgGroupId) => estate?.Group ?? default(OrgGroupId),
        _ => null,
    };

    private static object? ListOf(Type type, Estate estate)
    {
        var element = type.IsArray ? type.GetElementType()! : type.GetGenericArguments().FirstOrDefault();
        if (element is null) return null;
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        if (IdOf(element, estate) is { } id) list.Add(id);
        else if (IsOurs(element)) list.Add(Of(element, estate));
        if (!type.IsArray) return list;
        var array = Array.CreateInstance(element, list.Count);
        list.CopyTo(array, 0);
        return array;
    }
}
