using System.Text;
using Growth.Config;
using Xunit;

namespace Growth.Tests.Config;

/// <summary>Folders and files as they should not be.</summary>
public sealed class FolderTests
{
    [Fact]
    public void Read_NoFolder_IsAProblem() => Assert.Equal(["workspace-missing"], Rules(ReadWorkspace.Run("/no/such/folder")));

    [Fact]
    public void Read_EmptyFolder_NamesTheMissingFile()
    {
        var folder = Directory.CreateTempSubdirectory("growth-empty-");
        Assert.Equal("growth.yaml: error file-missing: The file does not exist.", Assert.Single(ReadWorkspace.Run(folder.FullName).Problems).ToString());
        folder.Delete();
    }

    [Fact]
    public void Read_FolderInPlaceOfAFile_IsUnreadable()
    {
        using var workspace = new WorkspaceFixture();
        File.Delete(Path.Combine(workspace.Folder, "content/night-reading.md"));
        Directory.CreateDirectory(Path.Combine(workspace.Folder, "content/night-reading.md"));

        Assert.Equal("article-unreadable", Assert.Single(workspace.Read().Problems, problem => problem.IsError).Rule);
    }

    [Theory]
    [InlineData("", "file-empty")]
    [InlineData("# only a comment\n", "file-empty")]
    [InlineData("week: 2026-W48\n---\nweek: 2026-W49\n", "one-document")]
    [InlineData("week: &a 2026-W48\n", "no-anchors")]
    [InlineData("a: &a 1\nb: *a\n", "no-anchors")]
    [InlineData("week: !!str 2026-W48\n", "no-tags")]
    [InlineData("campaign: !include x.yaml\n", "no-tags")]
    [InlineData("<<: { a: 1 }\n", "no-merge-keys")]
    [InlineData("? [a, b]\n: 1\n", "key-not-text")]
    [InlineData("week: 2026-W48\n\tcampaign: 1\n", "tab")]
    [InlineData("week: \"2026\0\"\n", "control-character")]
    [InlineData("week: \"a\\0b\"\n", "control-character")]
    [InlineData("week: [1, 2\n", "broken-yaml")]
    [InlineData("week: \"unclosed\n", "broken-yaml")]
    [InlineData("a: b: c\n", "broken-yaml")]
    [InlineData("- 1\n- 2\n", "wrong-type")]
    [InlineData("just text\n", "wrong-type")]
    public void Read_HostileYaml_IsRefusedByName(string text, string rule)
    {
        using var workspace = new WorkspaceFixture().Write(WorkspaceFixture.Week, text);

        var read = workspace.Read();

        Assert.Contains(read.Problems, problem => problem.Rule == rule && problem.File == WorkspaceFixture.Week);
        Assert.Empty(read.Plans);
    }

    [Theory]
    [InlineData("week: 2026-W48\ncampaign:\n  key: \"x\n", 3, 8)]
    [InlineData("week: 2026-W48\n  campaign: 1\n", 2, 11)]
    public void Read_BrokenYaml_SaysWhere(string text, int line, int column)
    {
        using var workspace = new WorkspaceFixture().Write(WorkspaceFixture.Week, text);

        var problem = Assert.Single(workspace.Read().Problems, problem => problem.Rule == "broken-yaml");

        Assert.Equal((line, column), (problem.Line, problem.Column));
    }

    [Theory]
    [MemberData(nameof(BombNames))]
    public void Read_Bomb_EndsSoonAndSmall(string name)
    {
        using var workspace = new WorkspaceFixture().WriteBytes(WorkspaceFixture.Week, Bombs()[name]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var read = workspace.Read();

        Assert.False(read.IsValid, name);
        Assert.InRange(read.Problems.Count, 1, 700);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 600L << 20);
    }

    /// <summary>Names alone: a test's data is written into its name wherever tests are listed.</summary>
    public static TheoryData<string> BombNames() => [.. Bombs().Keys];

    private static Dictionary<string, byte[]> Bombs() => new(StringComparer.Ordinal)
    {
        { "ten megabytes", new byte[10 << 20] },
        { "ten megabytes of text", Encoding.UTF8.GetBytes(new string('a', 10 << 20)) },
        { "deep lists", Encoding.UTF8.GetBytes(new string('[', 200_000)) },
        { "deep maps", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{a: ", 60_000))) },
        { "deep blocks", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 600).Select(i => new string(' ', i) + "a:\n"))) },
        { "deep dashes", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("- ", 100_000)) + "a") },
        { "many keys", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 25_000).Select(i => $"k{i}: 1\n"))) },
        { "one key many times", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("week: 1\n", 30_000))) },
        { "laughs", Encoding.UTF8.GetBytes("a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 20).Select(i => $"b{i}: &b{i} [{string.Join(',', Enumerable.Repeat(i == 1 ? "*a" : $"*b{i - 1}", 9))}]\n"))) },
        { "bytes that are not UTF-8", [0x77, 0x65, 0x65, 0x6b, 0x3a, 0x20, 0xff, 0xfe] },
        { "UTF-16", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("week: 2026-W48")).ToArray() },
        { "long scalar", Encoding.UTF8.GetBytes("week: " + new string('x', 200_000)) },
        { "long number", Encoding.UTF8.GetBytes("week: " + new string('9', 200_000)) },
        { "many quotes", Encoding.UTF8.GetBytes(new string('"', 200_000)) },
        { "many colons", Encoding.UTF8.GetBytes(new string(':', 200_000)) },
        { "question marks", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("? ", 100_000))) },
    };

    [Fact]
    public void Read_NotUtf8_SaysWhere()
    {
        using var workspace = new WorkspaceFixture().WriteBytes(WorkspaceFixture.Week, [.. Encoding.UTF8.GetBytes("week: 2026-W48\nname: 中"), 0xff]);

        var problem = Assert.Single(workspace.Read().Problems, problem => problem.IsError);

        Assert.Equal(("not-utf8", 2, 8), (problem.Rule, problem.Line, problem.Column));
    }

    [Fact]
    public void Read_ByteOrderMarkAndWindowsLines_AreFine()
    {
        using var workspace = new WorkspaceFixture();
        workspace.WriteBytes(WorkspaceFixture.Week, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(workspace.Text(WorkspaceFixture.Week).ReplaceLineEndings("\r\n"))]);

        Assert.True(workspace.Read().IsValid);
    }

    [Theory]
    [InlineData("", "article-empty")]
    [InlineData(" \n\n", "article-empty")]
    [InlineData("a\0b", "article-control-character")]
    public void Read_ArticleAtFault_IsRefused(string text, string rule)
    {
        using var workspace = new WorkspaceFixture().Write("content/night-reading.md", text);

        Assert.Equal((rule, "content[1].file"), Assert.Single(workspace.Read().Problems.Where(problem => problem.IsError).Select(problem => (problem.Rule, problem.Path))));
    }

    [Fact]
    public void Read_ArticleTooLargeNotUtf8OrTooDeep_IsRefused()
    {
        using var workspace = new WorkspaceFixture()
            .Write("content/why-21-days.md", new string('长', 100_000))
            .WriteBytes("content/night-reading.md", [0x23, 0xff])
            .Write("content/share-a-line.md", new string('>', 20_000) + "a");

        Assert.Equal(["article-too-large", "article-not-utf8", "article-too-deep"], workspace.Read().Problems.Where(problem => problem.IsError).Select(problem => problem.Rule));
    }

    [Fact]
    public void Read_LinkOutOfTheFolder_IsRefusedAndOneInsideIsNot()
    {
        using var workspace = new WorkspaceFixture();
        using var elsewhere = new WorkspaceFixture();
        var link = Path.Combine(workspace.Folder, "content/night-reading.md");
        File.Delete(link);
        File.CreateSymbolicLink(link, Path.Combine(elsewhere.Folder, "content/night-reading.md"));
        Assert.Equal("article-outside-workspace", Assert.Single(workspace.Read().Problems, problem => problem.IsError).Rule);

        File.Delete(link);
        File.CreateSymbolicLink(link, Path.Combine(workspace.Folder, "content/why-21-days.md"));
        Assert.True(workspace.Read().IsValid);

        Directory.Move(Path.Combine(workspace.Folder, "content"), Path.Combine(elsewhere.Folder, "moved"));
        Directory.CreateSymbolicLink(Path.Combine(workspace.Folder, "content"), Path.Combine(elsewhere.Folder, "moved"));
        Assert.Equal(3, workspace.Read().Problems.Count(problem => problem.Rule == "article-outside-workspace"));
    }

    [Fact]
    public void Read_OtherFilesAmongTheWeeks_AreLeftAloneAndYmlIsNot()
    {
        using var workspace = new WorkspaceFixture().Write("weeks/.2026-W49.yaml.swp", "x").Write("weeks/2026-W49.yaml~", "x").Write("weeks/notes.txt", "x");
        Assert.True(workspace.Read().IsValid);

        workspace.Write("weeks/2026-W48.yml", workspace.Text(WorkspaceFixture.Week));
        Assert.Contains(workspace.Read().Problems, problem => problem is { Rule: "week-file-name", File: "weeks/2026-W48.yml" });
    }

    [Fact]
    public void Read_TwoWeeks_MustNotShareNamesNorEnrolForOneProductAtOnce()
    {
        using var workspace = new WorkspaceFixture().AddWeek49();
        Assert.True(workspace.Read().IsValid, string.Join('\n', workspace.Read().Problems));

        workspace.Edit(WorkspaceFixture.Week, "until: \"2026-11-29\"", "until: \"2026-11-30\"")
            .Edit("weeks/2026-W49.yaml", "slug: second-two", "slug: night-reading")
            .Edit("weeks/2026-W49.yaml", "key: reading-21-b", "key: reading-21");

        var errors = workspace.Read().Problems.Where(problem => problem.IsError).ToList();
        Assert.Equal(["campaign-key-used", "product-overlap", "slug-used"], errors.Select(problem => problem.Rule));
        Assert.All(errors, problem => Assert.Equal("weeks/2026-W49.yaml", problem.File));
        Assert.Equal(workspace.Place("weeks/2026-W49.yaml", "READ-21]"), (errors[1].Line, errors[1].Column));

        workspace.Edit(WorkspaceFixture.Week, "  key: reading-21", "  stop: true\n  key: reading-21");
        Assert.DoesNotContain(workspace.Read().Problems, problem => problem.Rule == "product-overlap");
    }

    private static IEnumerable<string> Rules(WorkspaceRead read) => read.Problems.Select(problem => problem.Rule);
}
