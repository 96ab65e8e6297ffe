using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Growth.Config;
using Growth.Storage;
using Growth.Weeks;
using Xunit;

namespace Growth.Tests.Config;

public sealed class ReaderPropertyTests
{
    private static readonly string[] Pieces = ["week", "campaign", "content", ":", ": ", "- ", "\n", "  ", "[", "]", "{", "}", ",", "\"", "'", "|", ">", "#", "&a", "*a", "!!", "%", "@", "? ", "---", "...", "~", "null", "21", "100%", "8d", "2026-W48", "中文", "\t", "\r", "\u0085", "\ufeff", "<<"];

    [Fact]
    public void Read_AnyBytes_AnswersWithPlacesInsideTheFile() => Check.One(
        FsCheck.Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(300),
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Answers(bytes)));

    [Fact]
    public void Read_AnyYamlLikeText_AnswersWithPlacesInsideTheFile() => Check.One(
        FsCheck.Config.QuickThrowOnFailure.WithMaxTest(600).WithEndSize(60),
        Prop.ForAll(Gen.Elements(Pieces).ListOf().Select(parts => string.Concat(parts)).ToArbitrary(), text => Answers(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Read_SampleWithAnyPartCutOut_Answers()
    {
        var sample = File.ReadAllText(Path.Combine(Repository.Campaigns, WorkspaceFixture.Week));
        var cut = Gen.Choose(0, sample.Length).SelectMany(start => Gen.Choose(0, 40), (start, length) => sample.Remove(start, Math.Min(length, sample.Length - start)));
        Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(cut.ToArbitrary(), text => Answers(Encoding.UTF8.GetBytes(text))));
    }

    [Fact]
    public void WritePlan_AnyPlan_ReadsBackEqual() => Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Plans.Any.ToArbitrary(), plan =>
    {
        var (currency, config) = (Currency.Of("CNY"), new Growth.Config.Yaml.Findings("weeks/x.yaml"));
        var text = WritePlan.Run(plan, currency, "a note", "two\nlines");
        var back = ReadWorkspace.Parse<WeekPlan>(Encoding.UTF8.GetBytes(text), config, currency);
        Assert.True(config.Problems.Count == 0, $"{string.Join('\n', config.Problems)}\n{text}");
        Assert.Equal(Json.Write(plan), Json.Write(back));
    }));

    [Fact]
    public void WritePlan_Sample_ReadsBackEqualAndStaysReadable()
    {
        var plan = ReadWorkspace.Run(Repository.Campaigns).Plans[0];
        var text = WritePlan.Run(plan, Currency.Of("CNY"));
        using var workspace = new WorkspaceFixture().Write(WorkspaceFixture.Week, text);
        Assert.DoesNotContain("readingTime", text, StringComparison.Ordinal);
        Assert.Equal(Json.Write(plan), Json.Write(workspace.Read().Plans[0]));
        Assert.Contains("      - { consecutive: 7, amount: 5.00 }\n", text, StringComparison.Ordinal);
        Assert.Contains("  - slug: why-21-days\n    title: ", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 140));
    }

    [Fact]
    public void WritePlan_HostedPieceWithAReadingTimeOfItsOwn_KeepsIt()
    {
        using var workspace = new WorkspaceFixture().Edit(WorkspaceFixture.Week, "file: content/night-reading.md", "file: content/night-reading.md\n    readingTime: 9m");
        var plan = workspace.Read().Plans[0];
        workspace.Write(WorkspaceFixture.Week, WritePlan.Run(plan, Currency.Of("CNY")));

        Assert.Equal(NodaTime.Duration.FromMinutes(9), plan.Content[1].ReadingTime);
        Assert.Equal(Json.Write(plan), Json.Write(workspace.Read().Plans[0]));
    }

    [Fact]
    public async Task Apply_AnyPlanTwice_IsOnce()
    {
        await using var store = await Growth.Tests.Storage.TemporaryStore.CreateAsync();
        var config = ReadWorkspace.Run(Repository.Campaigns).Config!;
        var apply = new ApplyWorkspace(store.Database, store.Clock);
        foreach (var plan in Gen.Sample(Plans.Any, 30, 30))
        {
            var read = new WorkspaceRead { Folder = "", Config = config, Plans = [plan], Files = [new BoundFile<WeekPlan>(plan, new Growth.Config.Yaml.Findings("weeks/x.yaml"))] };
            Assert.True((await apply.RunAsync(read)).Applied);
            var again = await apply.RunAsync(read);
            Assert.Empty(again.Taken);
            Assert.Empty(again.Refused);
        }
    }

    private static void Answers(byte[] bytes)
    {
        var findings = new Growth.Config.Yaml.Findings("weeks/x.yaml");
        var plan = ReadWorkspace.Parse<WeekPlan>(bytes, findings, Currency.Of("CNY"));
        if (plan is null) Assert.NotEmpty(findings.Problems);
        var lines = Encoding.UTF8.GetString(bytes).Split('\n').Length + 1;
        Assert.All(findings.Problems, problem => Assert.InRange(problem.Line, 0, lines));
        Assert.All(findings.Problems, problem => Assert.DoesNotContain('\n', problem.ToString(Language.ZhCn)));
    }
}
