namespace Growth.Config.Yaml;

/// <summary>Bytes to text that a parser may see: not too many, UTF-8, nothing in it that an editor would not show.</summary>
internal static class DecodeYaml
{
    /// <returns>Null: the findings say why.</returns>
    internal static string? Run(byte[] bytes, int limit, Findings findings)
    {
        if (bytes.Length > limit)
        {
            findings.Add("file-too-large", default, "", new($"The file has {bytes.Length} bytes.", $"文件有 {bytes.Length} 字节。"), allowed: new($"up to {limit} bytes", $"不超过 {limit} 字节"));
            return null;
        }

        if (!StrictText.TryDecode(bytes, out var text, out var invalid))
        {
            findings.Add("not-utf8", invalid, "", new("The file is not UTF-8 text here.", "文件此处不是 UTF-8 文本。"), allowed: new("UTF-8", "UTF-8"));
            return null;
        }

        var usable = true;
        foreach (var (at, tab) in StrictText.Unprintable(text))
        {
            usable = false;
            if (tab) findings.Add("tab", at, "", new("A tab indents this line.", "此行以制表符缩进。"), allowed: new("spaces", "空格"));
            else findings.Add("control-character", at, "", new("An unprintable character stands here.", "此处有不可见的控制字符。"));
        }

        return usable ? text : null;
    }
}
