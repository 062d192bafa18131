namespace Governance.OrgSimulator.Tests.Soql;

/// <summary>Random queries, near and far from the grammar: the org answers 200 or an error array, never a 500.</summary>
public sealed class SoqlFuzzTests(DemoWorld demo) : IClassFixture<DemoWorld>
{
    private const int Rounds = 3_000;
    private static readonly string[] Words =
    [
        "SELECT", "FROM", "WHERE", "GROUP", "BY", "ORDER", "LIMIT", "OFFSET", "AND", "OR", "NOT", "IN", "LIKE", "ASC", "DESC", "NULLS", "FIRST", "LAST", "COUNT()", "COUNT(Id)",
        "Id", "AppName", "UserId", "User.Name", "User.Profile.Name", "CreatedDate", "UseCount", "DeleteToken", "OauthToken", "User", "LoginHistory", "AuthSession", "null", "true", "false",
        "'a'", "'a\\'b'", "'%'", "'\\q'", "'unclosed", "0", "-1", "1.5", "1e999", "99999999999999999999", "2026-01-01", "2026-01-01T00:00:00Z", "2026-13-45T99:00:00Z", "LAST_N_DAYS:3",
        "LAST_N_DAYS:999999999", "TODAY", "NEXT_N_DAYS:2147483647", "(", ")", "((", "))", ",", "=", "!=", "<>", "<", "<=", ">", ">=", ":", ".", "..", "a.b.c.d.e", "\"", "\\", "\u0000", "🙂", "ALL", "FIELDS(ALL)",
    ];

    private static readonly string[] Seeds =
    [
        "SELECT AppName, User.Name FROM OauthToken WHERE UseCount > 3 AND (AppName LIKE 'M%' OR LastUsedDate = null) ORDER BY CreatedDate DESC NULLS LAST LIMIT 5 OFFSET 2",
        "SELECT AppName, COUNT(Id) n FROM OauthToken WHERE CreatedDate = LAST_N_DAYS:400 GROUP BY AppName ORDER BY COUNT(Id) LIMIT 3",
        "SELECT COUNT() FROM User WHERE NOT (IsActive = true) AND Username NOT IN ('a', 'b')",
        "SELECT Id, Users.Username FROM AuthSession WHERE IsCurrent = false AND CreatedDate > 2020-01-01T00:00:00Z",
    ];

    [Fact]
    public async Task Query_WhenTextIsRandom_IsNeverAServerError()
    {
        var random = new Random(20_260_101);
        var access = await demo.World.LoginAsync(demo.World.Core);
        var answered = new Dictionary<int, int>();
        for (var round = 0; round < Rounds; round++)
        {
            var soql = round % 2 == 0 ? Sentence(random) : Damaged(random, Seeds[random.Next(Seeds.Length)]);
            var answer = await demo.World.QueryAsync(demo.World.Core, access, soql);
            answered[answer.Status] = answered.GetValueOrDefault(answer.Status) + 1;
            answer.Status.ShouldBeOneOf([200, 400], soql);
            if (answer.Status == 400) answer.ErrorCode.ShouldNotBe("UNKNOWN_EXCEPTION", soql);
        }

        answered[200].ShouldBeGreaterThan(10);
        answered[400].ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task Query_WhenNestedWithoutEnd_IsRefused()
    {
        var access = await demo.World.LoginAsync(demo.World.Core);

        var answer = await demo.World.QueryAsync(demo.World.Core, access, "SELECT Id FROM User WHERE " + new string('(', 3_000));

        answer.ErrorCode.ShouldBe("MALFORMED_QUERY");
    }

    private static string Sentence(Random random) => "SELECT " + string.Join(' ', Enumerable.Range(0, random.Next(1, 18)).Select(_ => Words[random.Next(Words.Length)]));

    private static string Damaged(Random random, string soql)
    {
        for (var cuts = random.Next(1, 4); cuts > 0 && soql.Length > 2; cuts--)
        {
            var at = random.Next(soql.Length - 1);
            soql = random.Next(3) switch
            {
                0 => soql.Remove(at, Math.Min(random.Next(1, 6), soql.Length - at)),
                1 => soql.Insert(at, " " + Words[random.Next(Words.Length)] + " "),
                _ => soql[..at] + (char)random.Next(32, 127) + soql[(at + 1)..],
            };
        }

        return soql;
    }
}
