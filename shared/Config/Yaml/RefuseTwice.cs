namespace Growth.Config.Yaml;

/// <summary>A list of values is a set: a second one of the same is a slip. What could not be read is the same as nothing.</summary>
internal static class RefuseTwice
{
    internal static void Run(Findings findings, List<object> items, YamlList list, Scalar form, string path)
    {
        var seen = new HashSet<object>();
        for (var i = 0; i < items.Count; i++)
        {
            if (!findings.IsBroken($"{path}[{i}]") && !seen.Add(items[i]))
                findings.Add("duplicate-entry", list.Items[i].Position, $"{path}[{i}]", new("This entry stands in the list already.", "列表中已有该项。"), form.Secret ? null : (list.Items[i] as YamlScalar)?.Text, new("each entry once", "每项只出现一次"));
        }
    }
}
