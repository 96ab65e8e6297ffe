using System.Text;
using System.Xml;

namespace Growth.Storefronts.WechatMiniProgram;

/// <summary>
/// The XML that WeChat writes: elements, texts and CDATA. No DTD, so no entities of one's own, none from elsewhere, none that swell;
/// no comments or instructions, at most 8 levels and 256 Ki characters.
/// </summary>
internal static class PushXml
{
    private const int MaxDepth = 8;

    /// <summary>WeChat's messages have some thousands. A tag of 1 MiB is all attributes by the time one sees it, and costs a tenth of a second.</summary>
    private const int MaxCharacters = 256 * 1024;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersFromEntities = 1024,
        MaxCharactersInDocument = MaxCharacters,
    };

    /// <returns>Null: anything else.</returns>
    internal static PushMessage? Parse(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text.TrimStart('\uFEFF')), Settings);
            var left = PushMessage.MaxParts;
            if (!reader.Read() || !ToRoot(reader) || Element(reader, 1, ref left) is not { } root) return null;
            while (reader.Read())
                if (reader.NodeType != XmlNodeType.Whitespace) return null;
            return root;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>The bytes were UTF-8; a declaration that says otherwise was written for other bytes.</summary>
    private static bool ToRoot(XmlReader reader)
    {
        if (reader.NodeType == XmlNodeType.XmlDeclaration)
        {
            if (reader.GetAttribute("encoding") is { } encoding && !encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase)) return false;
            reader.Read();
        }

        while (reader.NodeType == XmlNodeType.Whitespace && reader.Read())
        {
        }

        return reader is { NodeType: XmlNodeType.Element, Name: "xml" };
    }

    private static PushMessage? Element(XmlReader reader, int depth, ref int left)
    {
        if (depth > MaxDepth || --left < 0) return null;
        var parts = new List<KeyValuePair<string, PushMessage>>();
        var value = new StringBuilder();
        for (var open = !reader.IsEmptyElement; open;)
        {
            reader.Read();
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    var name = reader.Name;
                    if (Element(reader, depth + 1, ref left) is not { } part) return null;
                    parts.Add(new(name, part));
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    value.Append(reader.Value);
                    break;
                case XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    break;
                case XmlNodeType.EndElement:
                    open = false;
                    break;
                default:
                    return null;
            }
        }

        var message = PushMessage.Leaf(value.ToString());
        foreach (var (name, part) in parts) message.Add(name, part);
        return message;
    }
}
