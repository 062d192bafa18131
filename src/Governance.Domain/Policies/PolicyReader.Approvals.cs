using System.Text.Json;
using Governance.Domain.Integrations;
using Governance.Domain.Requests;

namespace Governance.Domain.Policies;

/// <summary>The part of a policy file that says how requests are decided.</summary>
public ref partial struct PolicyReader
{
    private bool Approvals()
    {
        if (_json.TokenType != JsonTokenType.StartArray) return Refuse("“approvals” must be a list of approval rules");
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (!OneApproval()) return false;
            if (_approvals.Count > ApprovalRule.Most) return Refuse($"“approvals” has more than {ApprovalRule.Most} entries");
        }
        return true;
    }

    private bool OneApproval()
    {
        if (_json.TokenType != JsonTokenType.StartObject) return Refuse("an approval rule must be an object");
        List<RequestKind> kinds = [];
        List<ApprovalStage> stages = [];
        var (risk, data) = ((Severity?)null, (DataClass?)null);
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (Next("an approval rule", seen, out var property))
        {
            var read = property switch
            {
                "kinds" => Kinds(kinds),
                "risk" => ReadSeverity(out risk),
                "data" => ReadData(out data),
                "stages" => Stages(stages),
                _ => Refuse($"{Echo(property)} is no part of an approval rule"),
            };
            if (!read) return false;
        }
        if (_refusal is not null) return false;
        if (stages.Count == 0) return Refuse("an approval rule has no stage");
        _approvals.Add(new ApprovalRule(kinds, risk, data, stages));
        return true;
    }

    private bool Kinds(List<RequestKind> kinds)
    {
        List<string> names = [];
        if (!Strings("kinds", Enum.GetValues<RequestKind>().Length, 40, names)) return false;
        foreach (var name in names)
        {
            if (ApprovalJson.Find<RequestKind>(name) is not { } kind) return Refuse($"there is no kind of request {Echo(name)}");
            kinds.Add(kind);
        }
        return true;
    }

    private bool ReadData(out DataClass? data)
    {
        data = null;
        if (!ReadText("data", 20, out var text)) return false;
        data = ApprovalJson.Find<DataClass>(text);
        return data is not null || Refuse($"{Echo(text)} is no data class: public, internal, confidential or restricted");
    }

    private bool Stages(List<ApprovalStage> stages)
    {
        if (_json.TokenType != JsonTokenType.StartArray) return Refuse("“stages” must be a list of stages");
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (!OneStage(out var stage)) return false;
            if (stages.Any(s => s.Key == stage!.Key)) return Refuse("the same approvers stand twice in “stages”: one person decides in one stage");
            stages.Add(stage!);
            if (stages.Count > ApprovalRule.MostStages) return Refuse($"“stages” has more than {ApprovalRule.MostStages} entries");
        }
        return true;
    }

    private bool OneStage(out ApprovalStage? stage)
    {
        stage = null;
        if (_json.TokenType != JsonTokenType.StartObject) return Refuse("a stage must be an object");
        string? key = null;
        var (count, hours) = (0, (int?)null);
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (Next("a stage", seen, out var property))
        {
            var read = property switch
            {
                "approvers" => ReadText(property, ApprovalStage.KeyMaxLength, out key!),
                "quorum" => Quorum(out count),
                "hours" => Hours(out hours),
                _ => Refuse($"{Echo(property)} is no part of a stage"),
            };
            if (!read) return false;
        }
        if (_refusal is not null) return false;
        if (key is null || count == 0) return Refuse($"a stage lacks “{(key is null ? "approvers" : "quorum")}”");
        if (key.Length == 0 || ApprovalStage.Read(key == ApprovalJson.Reviewers ? "" : key) is not var (approvers, claim))
            return Refuse($"{Echo(key)} names no approvers: reviewers, orgGroup, unscoped, or claim: with a group of the identity provider");
        stage = new ApprovalStage(approvers, claim, Math.Max(count, 1), count == All, hours);
        return true;
    }

    private const int All = -1;

    private bool Quorum(out int count)
    {
        count = All;
        if (_json.TokenType != JsonTokenType.String) return Number("quorum", 1, ApprovalStage.MaxCount, out count);
        if (!ReadText("quorum", 20, out var text)) return false;
        count = text switch { "any" => 1, "all" => All, _ => 0 };
        return count != 0 || Refuse($"{Echo(text)} is no quorum: any, all, or a number of people");
    }

    private bool Hours(out int? hours)
    {
        hours = null;
        if (!Number("hours", 1, ApprovalStage.MaxHours, out var read)) return false;
        hours = read;
        return true;
    }
}
