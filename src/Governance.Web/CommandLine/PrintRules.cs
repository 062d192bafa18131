using Governance.Domain.Policies;

namespace Governance.Web.CommandLine;

/// <summary><c>rules</c>: the catalogue, one rule a line, fields parted by tabs. Reads no database.</summary>
internal static class PrintRules
{
    public static async Task RunAsync(TextWriter output)
    {
        foreach (var rule in RuleCatalogue.All)
        {
            var mapping = RuleMappings.All[rule.Id];
            var thresholds = string.Join(", ", rule.Parameters.Select(p => $"{p.Name} {p.Default} {p.Unit}"));
            await output.WriteLineAsync(string.Join(
                '\t', rule.Id, rule.Severity, rule.Thing, rule.Title, rule.FailsWhen, thresholds, string.Join(", ", mapping.Owasp), mapping.Nist, mapping.Cloud));
        }
    }
}
