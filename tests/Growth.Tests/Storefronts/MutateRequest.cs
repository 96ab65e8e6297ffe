using System.Text;
using Growth.Storefronts;

namespace Growth.Tests.Storefronts;

/// <summary>
/// Spoils requests in all the ways that a stranger, a proxy or a broken wire may: bytes of the body, headers and parameters that are changed,
/// lost, doubled or made up, another method. The same seed gives the same requests. One to three changes each; now and then they cancel out.
/// </summary>
internal sealed class MutateRequest(int seed)
{
    private static readonly string[] Tokens =
    [
        "null", "{}", "[]", "[", "{", "}", "\"", "\\", "\\ud800", "\\u0000", "\0", "\uFEFF", "-1", "0", "1e999", "99999999999999999999", ".", "%", "%00", "%zz", "+", "&", "=", "<", "]]>",
        "<!DOCTYPE xml [<!ENTITY a \"aaaa\"><!ENTITY b SYSTEM \"file:///etc/passwd\">]>", "&a;", "&b;", "<!--", "<?xml version=\"1.0\" encoding=\"utf-16\"?>", "true", "\"test\":true,", "é", "😀", "\r\n", "  ",
        new('[', 300), new('9', 400), string.Concat(Enumerable.Repeat("{\"a\":", 100)), string.Concat(Enumerable.Repeat("<a>", 100)),
    ];

    private static readonly string[] Methods = ["GET", "POST", "PUT", "HEAD", ""];

    private readonly Random _random = new(seed);

    public WebhookRequest Next(WebhookRequest request)
    {
        for (var changes = _random.Next(1, 4); changes > 0; changes--)
        {
            request = _random.Next(20) switch
            {
                < 11 => request with { Body = Body(request.Body.ToArray()) },
                < 15 => request with { Headers = Values(request.Headers) },
                < 19 => request with { Query = Values(request.Query) },
                _ => request with { Method = Methods[_random.Next(Methods.Length)] },
            };
        }

        return request;
    }

    /// <summary>Bytes alone, for what is signed afterwards.</summary>
    public byte[] Body(byte[] body)
    {
        var at = _random.Next(body.Length + 1);
        var length = _random.Next(Math.Min(body.Length - at, 40) + 1);
        switch (_random.Next(9))
        {
            case 0 when body.Length > 0:
                body[at % body.Length] ^= (byte)(1 << _random.Next(8));
                return body;
            case 1 when body.Length > 0:
                body[at % body.Length] = (byte)_random.Next(256);
                return body;
            case 2:
                return [.. body[..at], .. body[(at + length)..]];
            case 3:
                return [.. body[..(at + length)], .. body[at..]];
            case 4:
                return body[..at];
            case 5:
                return [.. body[..at], .. Encoding.UTF8.GetBytes(Tokens[_random.Next(Tokens.Length)]), .. body[at..]];
            case 6:
                return [.. body[..at], .. Encoding.UTF8.GetBytes(Tokens[_random.Next(Tokens.Length)]), .. body[(at + length)..]];
            case 7:
                return [.. body[at..], .. body[..at]];
            default:
                var noise = new byte[_random.Next(20)];
                _random.NextBytes(noise);
                return [.. body[..at], .. noise, .. body[at..]];
        }
    }

    private Dictionary<string, IReadOnlyList<string>> Values(IReadOnlyDictionary<string, IReadOnlyList<string>> values)
    {
        var changed = values.ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal);
        var name = changed.Count == 0 || _random.Next(12) == 0 ? Text("x-made-up") : changed.Keys.Order(StringComparer.Ordinal).ElementAt(_random.Next(changed.Count));
        var now = changed.GetValueOrDefault(name) ?? [""];
        switch (_random.Next(6))
        {
            case 0:
                changed.Remove(name);
                break;
            case 1:
                changed[name] = [.. now, .. now];
                break;
            case 2:
                changed[name] = [.. now, Text(now.Count > 0 ? now[0] : "")];
                break;
            case 3:
                changed[name] = _random.Next(2) == 0 ? [] : [""];
                break;
            default:
                changed[name] = [.. now.Select(Text)];
                break;
        }

        return changed;
    }

    private string Text(string text)
    {
        var at = _random.Next(text.Length + 1);
        return _random.Next(6) switch
        {
            0 => text[..at],
            1 => text[..at] + Tokens[_random.Next(Tokens.Length)] + text[at..],
            2 => at < text.Length ? text[..at] + (char)_random.Next(33, 127) + text[(at + 1)..] : text + "0",
            3 => text.Length > 1 ? text[1..] + text[0] : text + text,
            4 => _random.Next(2) == 0 ? text.ToUpperInvariant() : text.ToLowerInvariant(),
            _ => Tokens[_random.Next(Tokens.Length)],
        };
    }
}
