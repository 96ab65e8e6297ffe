using Growth.Storage;

namespace Growth.Cli.Doctor;

/// <summary>Settings of the process: the data folder and the key that signs visitor tokens.</summary>
internal static class CheckSettings
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public static IEnumerable<Finding> Run(Session session, GrowthOptions options)
    {
        yield return Data(session, options.DataFolder);
        yield return Key(session, options);
    }

    private static Finding Data(Session session, string folder)
    {
        if (File.Exists(folder))
        {
            return new("data", Level.Fail, session.Say($"{folder} 是文件，不是文件夹", $"{folder} is a file, not a folder"),
                session.Say("移走它，或用 Growth__Data 指到别处。", "Move it away, or point Growth__Data elsewhere."));
        }

        return new("data", Level.Ok, session.Say($"本机数据放在 {session.Short(folder)}", $"this machine's data lies in {session.Short(folder)}"));
    }

    private static Finding Key(Session session, GrowthOptions options)
    {
        if (options.SigningKey is { Length: > 0 } set)
        {
            var bytes = new byte[set.Length];
            return Convert.TryFromBase64String(set, bytes, out var length) && length >= 32
                ? new("signing-key", Level.Ok, session.Say("签名密钥来自 Growth__SigningKey", "the signing key comes from Growth__SigningKey"))
                : new("signing-key", Level.Fail, session.Say("Growth__SigningKey 不是 32 字节以上的 base64", "Growth__SigningKey is not base64 of 32 bytes or more"),
                    session.Say("生成一个：openssl rand -base64 32", "Make one: openssl rand -base64 32"));
        }

        var file = Path.Combine(options.DataFolder, "signing.key");
        if (!File.Exists(file)) return new("signing-key", Level.Ok, session.Say("还没有签名密钥，第一次运行时生成", "no signing key yet; the first run makes one"));
        return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != UnixFileMode.None
            ? new("signing-key", Level.Warn, session.Say($"{session.Short(file)} 别的用户也能读", $"{session.Short(file)} can be read by other users"), $"chmod 600 {session.Short(file)}")
            : new("signing-key", Level.Ok, session.Say($"签名密钥在 {session.Short(file)}", $"the signing key is {session.Short(file)}"));
    }
}
