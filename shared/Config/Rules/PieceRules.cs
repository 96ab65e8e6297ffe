using Growth.Weeks;

namespace Growth.Config.Rules;

internal static class PieceRules
{
    internal static void Check(RuleScope scope)
    {
        var (pieces, count) = (scope.Plan.Content, scope.Config.Week.Pieces);
        if (pieces.Count != count)
            scope.Refuse("piece-count", "content", new($"{pieces.Count} pieces stand here.", $"此处有 {pieces.Count} 篇文章。"), allowed: new($"{count}, as week.pieces of growth.yaml says", $"{count} 篇（见 growth.yaml 的 week.pieces）"), needs: [$"{RuleScope.Growth}week.pieces"]);
        var slugs = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < pieces.Count; i++)
        {
            Check(scope, pieces[i], $"content[{i}]");
            if (!scope.Findings.IsBroken($"content[{i}].slug") && !slugs.TryAdd(pieces[i].Slug, i))
                scope.Refuse("slug-used", $"content[{i}].slug", new($"The piece content[{slugs[pieces[i].Slug]}] has this slug.", $"文章 content[{slugs[pieces[i].Slug]}] 已使用该 slug。"), pieces[i].Slug);
        }
    }

    private static void Check(RuleScope scope, PiecePlan piece, string path)
    {
        var week = scope.Config.Week;
        if (piece.PublishAt < week.Opens || piece.PublishAt >= week.Closes)
            scope.Refuse("piece-outside-week", $"{path}.publishAt", new("The piece would appear outside its week.", "发布时刻不在本周之内。"), $"{piece.PublishAt}", new($"{week.Opens} until before {week.Closes}", $"{week.Opens} 起，{week.Closes} 之前"), needs: [$"{RuleScope.Growth}week.opens", $"{RuleScope.Growth}week.closes"]);

        if ((piece.File is null) == (piece.Url is null))
            scope.Refuse("piece-file-or-url", path, piece.File is null ? new("The piece has neither a file nor a url.", "文章既没有 file 也没有 url。") : new("The piece has a file and a url.", "文章同时有 file 和 url。"), allowed: new("either file (hosted here) or url (elsewhere)", "file(本站)与 url(外部)二选一"), needs: [$"{path}.file", $"{path}.url"]);

        if (piece.Url is not null && piece.ReadingTime is null)
            scope.Refuse("reading-time-required", path, new("A piece elsewhere needs readingTime: its text cannot be measured here.", "外部文章必须填写 readingTime：系统无法测量其正文。"), allowed: new("a duration such as 6m", "时长，如 6m"), needs: [$"{path}.readingTime", $"{path}.url"]);
    }
}
