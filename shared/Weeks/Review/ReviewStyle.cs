namespace Growth.Weeks.Review;

internal static class ReviewStyle
{
    /// <summary>Colours pass WCAG AA on both grounds; a verdict is always a word too, never a colour alone.</summary>
    public const string Css =
        """
        :root{--bg:#f6f5f1;--card:#fff;--ink:#1d2226;--dim:#5b646b;--line:#e2e0d9;--track:#eceae3;--met:#1a7f4b;--missed:#b3372b;--early:#8a6100;--met-bg:#e2f3e9;--missed-bg:#fbe7e4;--early-bg:#faf0d7;--bar-early:#c9a54a;--accent:#2b5d8a}
        @media (prefers-color-scheme:dark){:root{--bg:#15181a;--card:#1e2326;--ink:#e9ecee;--dim:#a3adb4;--line:#30373b;--track:#2b3236;--met:#63cf95;--missed:#f28b7f;--early:#e3bd5c;--met-bg:#173726;--missed-bg:#43211d;--early-bg:#3b3115;--bar-early:#a98a3c;--accent:#8bbbe6}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.6 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
        main{max-width:880px;margin:0 auto;padding:28px 20px 40px}
        h1{font-size:1.7rem;line-height:1.25;margin:0}
        h2{font-size:1.05rem;margin:0 0 12px}
        h3{font-size:1.02rem;margin:0}
        h3 a{color:inherit;text-decoration:none}
        h3 a:hover{text-decoration:underline}
        p{margin:0}
        ul{margin:0;padding-left:1.1em}
        section,article{min-width:0}
        section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:18px 20px;margin-top:16px}
        .badge{font-size:.8rem;font-weight:600;vertical-align:middle;border:1px solid var(--dim);color:var(--dim);border-radius:99px;padding:2px 10px}
        .sub,.when,.counts,.figures,small{color:var(--dim)}
        .sub{margin-top:4px}
        .score{display:flex;flex-wrap:wrap;gap:8px;margin-top:16px}
        .chip{border-radius:99px;padding:2px 12px;font-size:.88rem;white-space:nowrap}
        .score .chip{font-size:1rem;padding:4px 16px}
        .chip.met{background:var(--met-bg);color:var(--met)}
        .chip.missed{background:var(--missed-bg);color:var(--missed)}
        .chip.early{background:var(--early-bg);color:var(--early)}
        .headline{font-size:1.15rem;font-weight:600;margin-top:10px}
        .do ul{list-style:none;padding:0}
        .do li{display:flex;gap:12px;align-items:baseline;padding:6px 0}
        .tag{flex:none;min-width:4.2em;text-align:center;border-radius:6px;font-size:.85rem;font-weight:600;padding:1px 8px;background:var(--track);color:var(--dim)}
        .tag.keep{background:var(--met-bg);color:var(--met)}
        .tag.change{background:var(--early-bg);color:var(--early)}
        .tag.stop{background:var(--missed-bg);color:var(--missed)}
        article{padding:14px 0;border-top:1px solid var(--line)}
        article:first-of-type{border-top:0;padding-top:0}
        article:last-of-type{padding-bottom:0}
        .when,.counts,.figures{font-size:.86rem}
        .when.warn{color:var(--missed);font-weight:600}
        .rates,.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(280px,1fr));gap:14px 28px}
        .rates{margin:10px 0 6px}
        .rate p:first-child{display:flex;justify-content:space-between;align-items:center;gap:8px}
        .bar{display:block;width:100%;height:30px;margin:2px 0}
        .bar .t{fill:var(--track)}
        .bar .v.met{fill:var(--met)}
        .bar .v.missed{fill:var(--missed)}
        .bar .v.early{fill:var(--bar-early)}
        .bar .w,.bar .g{fill:none;stroke:var(--ink);vector-effect:non-scaling-stroke}
        .bar .w{stroke-width:1.5;opacity:.75}
        .bar .g{stroke-width:2;stroke-dasharray:4 3}
        .funnel{list-style:none;margin:0;padding:0}
        .funnel li{display:grid;grid-template-columns:9em 1fr 11em;gap:12px;align-items:center;padding:3px 0}
        .track{height:14px;border-radius:3px;background:var(--track);overflow:hidden}
        .fill{display:block;height:100%;background:var(--accent)}
        .loss .fill{background:var(--missed)}
        .loss .name{color:var(--missed);font-weight:600}
        .lossline{margin-top:10px;font-weight:600}
        .two{gap:0 16px}
        dl{display:grid;grid-template-columns:auto 1fr;gap:4px 14px;margin:0}
        dt{color:var(--dim);white-space:nowrap}
        dd{margin:0}
        table{border-collapse:collapse;width:100%}
        th,td{text-align:left;padding:5px 12px 5px 0;border-top:1px solid var(--line)}
        tr:first-child th{border-top:0}
        details{margin-top:8px}
        summary{cursor:pointer;color:var(--accent)}
        pre{overflow-x:auto;background:var(--track);border-radius:8px;padding:14px;font:13px/1.5 ui-monospace,Menlo,Consolas,"Noto Sans Mono CJK SC",monospace}
        @media (max-width:560px){main{padding:18px 12px 28px}section{padding:14px}.funnel li{grid-template-columns:7em 1fr;gap:2px 10px}.funnel .n{grid-column:2}}
        @media print{body{background:#fff}section{break-inside:avoid}}
        """;
}
