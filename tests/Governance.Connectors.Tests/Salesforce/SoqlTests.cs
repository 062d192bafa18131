using System.Text;
using Governance.Connectors.Salesforce;

namespace Governance.Connectors.Tests.Salesforce;

public sealed class SoqlTests
{
    private static readonly char[] Nasty = ['\'', '"', '\\', '%', '_', '\n', '\r', '\t', '\b', '\f', '\0', '\u2028', 'ä', ' ', ')', '(', '-', ';', 'a', 'O', 'R', '\ud83d', '\u202e'];

    [Fact]
    public void Threat_T15_Name_CannotChangeRequest()
    {
        var random = new Random(15);
        for (var i = 0; i < 10_000; i++)
        {
            var name = string.Concat(Enumerable.Range(0, random.Next(0, 24)).Select(_ =>
                Nasty[random.Next(Nasty.Length)]));

            var (shape, value) = Read($"SELECT Id FROM User WHERE Name = {Soql.Text(name)} AND IsActive = true");
            var (like, prefix) = Read($"SELECT Id FROM User WHERE Name LIKE {Soql.Prefix(name)}");

            shape.ShouldBe("SELECT Id FROM User WHERE Name = ? AND IsActive = true");
            value.ShouldBe(name.Replace("\0", "", StringComparison.Ordinal));
            like.ShouldBe("SELECT Id FROM User WHERE Name LIKE ?");
            prefix.ShouldEndWith("%");
        }
    }

    [Theory]
    [InlineData("005xx000001SvKA' OR Id != '")]
    [InlineData("")]
    [InlineData("005xx000001Sv-A")]
    [InlineData("005xx000001SvKAA")]
    public void Threat_T15_Name_CannotChangeRequest_AsId(string id) =>
        Should.Throw<ArgumentException>(() => Soql.Id(id));

    [Fact]
    public void Moment_OfAnotherZone_IsWrittenInUtc() =>
        Soql.Moment(new DateTimeOffset(2026, 1, 14, 1, 2, 3, 456,
            TimeSpan.FromHours(2))).ShouldBe("2026-01-13T23:02:03Z");

    /// <summary>An independent reader of SOQL literals: the query with each literal as ?, and the last literal's
    /// value.</summary>
    private static (string Shape, string Value) Read(string soql)
    {
        var (shape, value, inside) = (new StringBuilder(), new StringBuilder(), false);
        for (var i = 0; i < soql.Length; i++)
        {
            var c = soql[i];
            if (!inside && c == '\'')
            {
                inside = true;
                value.Clear();
            }
            else if (!inside)
            {
                shape.Append(c);
            }
            else if (c == '\'')
            {
                inside = false;
                shape.Append('?');
            }
            else
            {
                char.IsControl(c).ShouldBeFalse();
                value.Append(c != '\\' ? c
                    : soql[++i] switch
                    {
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        'b' => '\b',
                        'f' => '\f',
                        var other =>
                    other
                    });
            }
        }
        inside.ShouldBeFalse();
        return (shape.ToString(), value.ToString());
    }
}
