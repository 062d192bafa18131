using System.Text;

namespace Governance.OrgSimulator.Tests.Events;

/// <summary>Event log files as a client reads them: the index by query, the bodies by address, columns by header name.</summary>
internal static class EventFiles
{
    public static async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> RowsAsync(TestWorld world, ReadyOrg org, string access, string type, string interval = "Daily", DateTimeOffset? since = null)
    {
        var index = await world.QueryAsync(org, access, $"SELECT Id, LogFile FROM EventLogFile WHERE EventType = '{type}' AND Interval = '{interval}'{(since is { } from ? $" AND LogDate >= {from.UtcDateTime:yyyy-MM-dd'T'HH:00:00'Z'}" : "")} ORDER BY LogDate");
        index.Status.ShouldBe(200, index.Body);
        var rows = new List<IReadOnlyDictionary<string, string>>();
        foreach (var file in index.Records)
        {
            var body = await world.GetAsync(org.LoginUrl + file.GetProperty("LogFile").GetString(), access);
            body.Status.ShouldBe(200, body.Body);
            var lines = Csv(body.Body);
            rows.AddRange(lines.Skip(1).Select(line => (IReadOnlyDictionary<string, string>)lines[0].Zip(line).ToDictionary(pair => pair.First, pair => pair.Second)));
        }

        return rows;
    }

    public static DateTimeOffset At(this IReadOnlyDictionary<string, string> row) =>
        DateTimeOffset.Parse(row["TIMESTAMP_DERIVED"], System.Globalization.CultureInfo.InvariantCulture);

    public static List<List<string>> Csv(string text)
    {
        var (lines, line, cell, quoted) = (new List<List<string>>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (quoted && letter == '"' && i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[i++]);
            else if (letter == '"') quoted = !quoted;
            else if (quoted || letter is not (',' or '\n')) cell.Append(letter);
            else
            {
                line.Add(cell.ToString());
                cell.Clear();
                if (letter == ',') continue;
                lines.Add(line);
                line = [];
            }
        }

        return lines;
    }
}
