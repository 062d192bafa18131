using System.Text.Json;
using Governance.Domain.Requests;

namespace Governance.Domain.Policies;

/// <summary>Approval rules as a policy file has them.</summary>
internal static class ApprovalJson
{
    /// <summary>How a file names all who may decide: no other key is empty.</summary>
    public const string Reviewers = "reviewers";

    public static void Write(Utf8JsonWriter json, IReadOnlyList<ApprovalRule> rules)
    {
        json.WriteStartArray("approvals");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            if (rule.Kinds.Count > 0) PolicyDocument.WriteList(json, "kinds", [.. rule.Kinds.Select(Name)]);
            if (rule.RiskFrom is { } risk) json.WriteString("risk", Name(risk));
            if (rule.DataFrom is { } data) json.WriteString("data", Name(data));
            json.WriteStartArray("stages");
            foreach (var stage in rule.Stages) Write(json, stage);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>PlannedRevocation becomes plannedRevocation.</summary>
    public static string Name<TEnum>(TEnum value) where TEnum : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>The value of that name, letter for letter; null when there is none.</summary>
    public static TEnum? Find<TEnum>(string name) where TEnum : struct, Enum
    {
        foreach (var value in Enum.GetValues<TEnum>())
        {
            if (Name(value) == name) return value;
        }
        return null;
    }

    private static void Write(Utf8JsonWriter json, ApprovalStage stage)
    {
        json.WriteStartObject();
        json.WriteString("approvers", stage.Key is { Length: > 0 } key ? key : Reviewers);
        if (stage.IsAll) json.WriteString("quorum", "all");
        else json.WriteNumber("quorum", stage.Count);
        if (stage.Hours is { } hours) json.WriteNumber("hours", hours);
        json.WriteEndObject();
    }
}
