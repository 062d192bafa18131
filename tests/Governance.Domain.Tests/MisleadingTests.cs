namespace Governance.Domain.Tests;

public sealed class MisleadingTests
{
    [Theory]
    [InlineData("Salesforce")]
    [InlineData("Grüße, Œuvre 2")]
    [InlineData("Яндекс Sync")]
    [InlineData("Отчёт о продажах")]
    [InlineData("Μονάδα πωλήσεων")]
    [InlineData("売上レポート CRM")]
    [InlineData("می\u200Cخواهم")]
    [InlineData("👩\u200D🔧 Repair")]
    [InlineData("5 µm filter")]
    public void Read_WhenWrittenAsPeopleDo_MarksNothing(string text) => Misleading.Any(text).ShouldBeFalse();

    [Theory]
    [InlineData("S\u0430lesforce", "0430")]
    [InlineData("\u0421\u043E\u0440\u0435 Sync", "0421 043E 0440 0435")]
    [InlineData("\u0421\u043E\u0440\u0435", "0421 043E 0440 0435")]
    [InlineData("D\u03C1ift", "03C1")]
    [InlineData("\u0555kta", "0555")]
    [InlineData("a\u200Bdmin", "200B")]
    [InlineData("a\u200Ddmin", "200D")]
    [InlineData("\u202Enimda", "202E")]
    [InlineData("Ｄrift", "FF24")]
    [InlineData("𝐃rift", "1D403")]
    [InlineData("line\nbreak", "000A")]
    public void Read_WhenLettersMislead_MarksExactlyThem(string text, string marked) =>
        string.Join(' ', Misleading.Read(text).Where(r => r.Misleads).Select(r => r.Rune.Value.ToString("X4", System.Globalization.CultureInfo.InvariantCulture))).ShouldBe(marked);

    [Fact]
    public void Read_KeepsEveryCharacter()
    {
        const string Text = "S\u0430les\u200Bforce 👩‍🔧";

        string.Concat(Misleading.Read(Text).Select(r => r.Rune)).ShouldBe(Text);
    }
}
