namespace Growth.Config.Yaml;

/// <summary>Reads one value by its form and range, or says why not.</summary>
internal sealed class BindScalar(Findings findings, Currency currency)
{
    internal object Run(ScalarShape shape, YamlNode node, string path)
    {
        var form = shape.Scalar;
        var allowed = form.Allowed(currency);
        if (node is not YamlScalar scalar)
            return Refuse(shape, node, path, "wrong-type", node is YamlList ? new("A list stands here.", "此处是列表。") : new("A map stands here.", "此处是映射。"), null, allowed);
        if (scalar.Type == YamlType.Nothing || scalar.Text.Length == 0)
            return Refuse(shape, node, path, "empty-value", new("The key has no value: write one or remove the key.", "该键没有值：请填写或删除该键。"), null, allowed);
        var shown = form.Secret ? null : scalar.Text;
        if (form.WantsText && !form.Secret && scalar.Type != YamlType.Text)
            return Refuse(shape, node, path, "wrong-type", new("YAML reads this as a number or a boolean; a text is needed.", "YAML 会把它读成数字或布尔值；这里需要文本。"), shown, allowed, $"\"{Findings.Shorten(scalar.Text)}\"");

        var value = form.Parse(scalar, currency);
        if (value is null)
            return Refuse(shape, node, path, form.Rule, new("The value cannot be read.", "无法识别该值。"), shown, allowed, Nearest.Of(scalar.Text, form.Known));
        if (value is Refusal refusal)
            return Refuse(shape, node, path, refusal.Rule, refusal.Message, refusal.HideValue ? null : shown, refusal.Allowed ?? allowed, refusal.Suggestion);
        return IsWithin(shape, value)
            ? value
            : Refuse(shape, node, path, "out-of-range", new("The value is out of range.", "数值超出范围。"), shown, new($"{shape.Min} to {shape.Max}", $"{shape.Min} 至 {shape.Max}"));
    }

    private object Refuse(ScalarShape shape, YamlNode node, string path, string rule, Words message, string? shown, Words allowed, string? suggestion = null)
    {
        findings.Add(rule, node.Position, path, message, shown, allowed, suggestion);
        findings.Break(path);
        return shape.Placeholder();
    }

    private bool IsWithin(ScalarShape shape, object value)
    {
        if (shape.Min is null || shape.Max is null) return true;
        return Comparer<object>.Default.Compare(value, Bound(shape.Min)) >= 0 && Comparer<object>.Default.Compare(value, Bound(shape.Max)) <= 0;

        // A bound in money has two decimals; a currency without them takes its whole part, and at least the smallest amount.
        object Bound(string text) => Parse(text) ?? Parse(text.Split('.')[0] is "0" ? "1" : text.Split('.')[0])!;

        object? Parse(string text) => shape.Scalar.Parse(new YamlScalar(text, Plain: true, default), currency);
    }
}
