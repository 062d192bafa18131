using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Governance.Application.Imports;
using Governance.Domain.Inventory;

namespace Governance.Application.Tests.Imports;

/// <summary>Archives and documents made to harm. GOVERNANCE_TEST_FULL=1 makes them as large as they would come.</summary>
public sealed class HostileSnapshotTests
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("GOVERNANCE_TEST_FULL") == "1";

    [Fact]
    public void Threat_T72_ZipBomb_StopsAtLimit()
    {
        var bomb = Blanks(Full ? 1024 : 48);
        var zip = new SnapshotFiles().With("Good.connectedApp", SnapshotFiles.ConnectedApp()).Zip();
        using var stream = new MemoryStream();
        stream.Write(zip);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true)) Put(archive, "Bomb.connectedApp", bomb);
        // What the archive claims is a lie: only what comes out counts.
        Claim(stream.GetBuffer().AsSpan(0, (int)stream.Length), "Bomb.connectedApp", 1_000);

        var began = GC.GetTotalAllocatedBytes();
        var picture = SnapshotFiles.ReadZip(stream.ToArray());

        picture.Items.Select(i => i.Key).ShouldBe(["CA:Good"]);
        picture.Noted(NoteKind.Troubled).Single().ShouldStartWith("Bomb.connectedApp");
        (GC.GetTotalAllocatedBytes() - began).ShouldBeLessThan(60L * 1024 * 1024);
    }

    [Fact]
    public void ManyFilesTogether_StopAtTheTotal()
    {
        var open = 0;
        var budget = new ReadBudget(10_000_000);
        var entries = Enumerable.Range(0, 100).Select(i => new MetadataEntry($"A{i}.connectedApp", () =>
        {
            open++;
            return new LimitedStream(new MemoryStream(Encoding.UTF8.GetBytes(SnapshotFiles.ConnectedApp(new string(' ', 1_000_000)))), budget);
        }));

        var answer = MetadataReader.Read(entries, CancellationToken.None);

        answer.Problem!.Code.ShouldBe("snapshot.too-large");
        open.ShouldBeInRange(9, 11);
    }

    [Fact]
    public void AnEntryPastTheSizeOfAFile_IsRefusedUnread()
    {
        var picture = new SnapshotFiles().With("Big.connectedApp", SnapshotFiles.ConnectedApp(new string(' ', 21 * 1024 * 1024))).With("P.profile", "Profile", "").Read();

        picture.Noted(NoteKind.Troubled).Single().ShouldBe("Big.connectedApp: larger than 20 MB");
        picture.Items.Select(i => i.Key).ShouldBe(["profile:P"]);
    }

    [Theory]
    [InlineData(10_000, true)]
    [InlineData(10_001, false)]
    public void MoreEntriesThanAllowed_AreRefused_WhateverTheArchiveSays(int entries, bool isTaken)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            for (var i = 0; i < entries; i++) archive.CreateEntry($"{i}", CompressionLevel.NoCompression);
        var zip = stream.ToArray();
        // Its own count is made small.
        if (!isTaken) BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(zip.Length - 22 + 8), 0x0001_0001);

        var answer = ZipEntries.Read(new MemoryStream(zip));

        (answer.Problem?.Code).ShouldBe(isTaken ? null : "snapshot.too-large");
        answer.Value?.Dispose();
    }

    [Fact]
    public void NamesAreLabels_AndLinksAreRefused()
    {
        string[] names = ["../../../etc/A.connectedApp", "/root/B.connectedApp", "C:\\Windows\\CON\\C.connectedApp", "NUL.connectedApp", "x\0y/D.connectedApp"];
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in names) Put(archive, name, Encoding.UTF8.GetBytes(SnapshotFiles.ConnectedApp()));
            var link = archive.CreateEntry("Link.connectedApp");
            link.ExternalAttributes = unchecked((int)0xA1FF0000);
            using var target = link.Open();
            target.Write("/etc/passwd"u8);
        }

        var picture = SnapshotFiles.ReadZip(stream.ToArray());

        picture.Items.Select(i => i.Key).ShouldBe(["CA:A", "CA:B", "CA:C", "CA:D", "CA:NUL"]);
        picture.Noted(NoteKind.Troubled).ShouldBe(["Link.connectedApp: a link: never followed"]);
        picture.Notes.ShouldAllBe(n => !n.Path.Contains('\0'));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(100)]
    public void ATornArchive_IsRefused_OrCostsWhatIsTorn(int percent)
    {
        var zip = new SnapshotFiles().With("A.connectedApp", SnapshotFiles.ConnectedApp()).With("B.connectedApp", SnapshotFiles.ConnectedApp()).Zip();

        ZipEntries.Read(new MemoryStream(zip[..(zip.Length * percent / 101)])).Problem!.Code.ShouldBe("snapshot.no-zip");
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><ConnectedApp><label>&a;</label></ConnectedApp>")]
    [InlineData("<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\"><ConnectedApp/>")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><ConnectedApp><label>&e;</label></ConnectedApp>")]
    [InlineData("<!DOCTYPE l [<!ENTITY l \"lol\"><!ENTITY m \"&l;&l;&l;&l;&l;&l;&l;&l;\"><!ENTITY n \"&m;&m;&m;&m;&m;&m;\">]><ConnectedApp><label>&n;</label></ConnectedApp>")]
    public void DtdsAndEntities_AreNeverRead(string document)
    {
        var picture = new SnapshotFiles().With("A.connectedApp", document).Read();

        picture.Items.ShouldBeEmpty();
        picture.Noted(NoteKind.Troubled).Single().ShouldBe("A.connectedApp: before its first element: a document type (DTD), which is never read");
    }

    [Fact]
    public void AnXInclude_IsAnUnknownElement()
    {
        var picture = new SnapshotFiles().With("A.connectedApp", SnapshotFiles.ConnectedApp("<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"/etc/passwd\" parse=\"text\"/>")).Read();

        picture.App("CA:A").Notes.ShouldBeEmpty();
        FactsJson.Write(picture.Items[0].Facts).ShouldNotContain("root:");
    }

    [Fact]
    public void Threat_T73_DocumentBomb_IsRefusedFast()
    {
        var nested = string.Concat(Enumerable.Repeat("<a>", 200_000)) + string.Concat(Enumerable.Repeat("</a>", 200_000));
        var wide = string.Concat(Enumerable.Repeat("<a/>", 400_000));
        var clock = Stopwatch.StartNew();
        var began = GC.GetTotalAllocatedBytes();

        var picture = new SnapshotFiles().With("Deep.connectedApp", SnapshotFiles.ConnectedApp(nested))
            .With("DeepSkipped.profile", "Profile", $"<x>{nested}</x>").With("DeepSecret.namedCredential", "NamedCredential", $"<password>{nested}</password>")
            .With("Wide.connectedApp", SnapshotFiles.ConnectedApp(wide))
            .With("Lol.connectedApp", "<!DOCTYPE l [<!ENTITY l \"" + new string('l', 10_000) + "\">]><ConnectedApp>" + string.Concat(Enumerable.Repeat("&l;", 100_000)) + "</ConnectedApp>")
            .Read();

        picture.Items.ShouldBeEmpty();
        picture.Noted(NoteKind.Troubled).Count().ShouldBe(5);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        (GC.GetTotalAllocatedBytes() - began).ShouldBeLessThan(256L * 1024 * 1024);
    }

    [Fact]
    public void Secrets_AreDroppedUnread_AndReported()
    {
        const string canary = "CANARY-0f3a";
        var picture = new SnapshotFiles()
            .With("A.connectedApp", SnapshotFiles.ConnectedApp($"<consumerSecret>{canary}</consumerSecret>"))
            .With("Empty.connectedApp", SnapshotFiles.ConnectedApp("<consumerSecret/><consumerSecret> </consumerSecret>"))
            .With("E.ecaGlblOauth", "ExtlClntAppGlobalOauthSettings", $"<externalClientApplication>E</externalClientApplication><consumerSecret><![CDATA[{canary}]]></consumerSecret>")
            .With("N.namedCredential", "NamedCredential", $"<label>N</label><password>{canary}</password><oauthToken>{canary}</oauthToken><oauthRefreshToken>{canary}</oauthRefreshToken><awsAccessKey>{canary}</awsAccessKey><awsAccessSecret>{canary}</awsAccessSecret>")
            .With("P.authprovider", "AuthProvider", $"<friendlyName>P</friendlyName><consumerSecret>{canary}</consumerSecret>")
            .With("Bad.connectedApp", $"<ConnectedApp><consumerSecret>{canary}</{canary}>").Read();

        picture.App("CA:A").SecretWasReadable.ShouldBeTrue();
        picture.App("CA:Empty").SecretWasReadable.ShouldBeFalse();
        picture.App("ECA:E").SecretWasReadable.ShouldBeTrue();
        picture.Facts<NamedCredentialFacts>(ItemKind.NamedCredential, "N").SecretWasReadable.ShouldBeTrue();
        picture.Facts<AuthProviderFacts>(ItemKind.AuthProvider, "P").SecretWasReadable.ShouldBeTrue();
        picture.Noted(NoteKind.Secret).Count().ShouldBe(8);
        string.Join("\n", picture.Notes.Select(n => n.ToString()).Concat(picture.Items.Select(i => i + FactsJson.Write(i.Facts)))).ShouldNotContain(canary);
    }

    private static byte[] Blanks(int megabytes)
    {
        using var text = new MemoryStream();
        var blank = new byte[1024 * 1024];
        Array.Fill(blank, (byte)' ');
        text.Write("<ConnectedApp>"u8);
        for (var i = 0; i < megabytes; i++) text.Write(blank);
        return text.ToArray();
    }

    private static void Put(ZipArchive archive, string name, byte[] content)
    {
        using var stream = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
        stream.Write(content);
    }

    /// <summary>Writes another unpacked size into the directory.</summary>
    private static void Claim(Span<byte> zip, string name, uint size)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var changed = 0;
        for (var at = 46; at < zip.Length - bytes.Length; at++)
        {
            if (!zip[at..].StartsWith(bytes)) continue;
            if (BinaryPrimitives.ReadUInt32LittleEndian(zip[(at - 46)..]) != 0x02014b50) continue;
            BinaryPrimitives.WriteUInt32LittleEndian(zip[(at - 46 + 24)..], size);
            changed++;
        }
        changed.ShouldBe(1);
    }
}
