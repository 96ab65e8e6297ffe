using Growth.Members;
using Growth.Storage;

namespace Growth.Cli.Doctor;

/// <summary>Settings of the process: the data folder, the key that signs visitor tokens, the keys that seal personal data.</summary>
internal static class CheckSettings
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    public static IEnumerable<Finding> Run(Session session, GrowthOptions options)
    {
        yield return Data(session, options.DataFolder);
        yield return Key(session, options);
        yield return DataKey(session, options);
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
        return Open(session, "signing-key", file) ?? new("signing-key", Level.Ok, session.Say($"签名密钥在 {session.Short(file)}", $"the signing key is {session.Short(file)}"));
    }

    private static Finding DataKey(Session session, GrowthOptions options)
    {
        const string Check = "data-key";
        if (options.DataKey is { Length: > 0 } set)
        {
            return PersonalData.TryParse(set, out var keys, out var problem)
                ? new(Check, Level.Ok, session.Say($"个人数据密钥来自 Growth__DataKey（{keys.Count} 个）", $"the key of personal data comes from Growth__DataKey ({keys.Count})"))
                : new(Check, Level.Fail, session.Say("Growth__DataKey 不是 32 字节的 base64（多个用逗号分隔）", problem), session.Say("生成一个：openssl rand -base64 32", "Make one: openssl rand -base64 32"));
        }

        // Sealed under a key that lies on one machine, it cannot be opened on another, nor found: the lookup hash is the key's, too.
        if (DatabaseSetting.IsPostgres(options.DatabaseOrDefault))
        {
            return new(Check, Level.Warn,
                session.Say("数据库是 PostgreSQL，却没有设置 Growth__DataKey：每台机器会各自生成密钥，互相读不了对方存的手机号和邮箱", "PostgreSQL without Growth__DataKey: every machine would make a key of its own, and none could read the phones and emails that another one stored"),
                session.Say("用 openssl rand -base64 32 生成一个，在所有机器上设为同一个值，并妥善备份。", "Make one with openssl rand -base64 32, set the same on every machine, and keep a copy of it in a safe place."));
        }

        var file = Path.Combine(options.DataFolder, "data.key");
        if (!File.Exists(file)) return new(Check, Level.Ok, session.Say("还没有个人数据密钥，第一次运行时生成", "no key of personal data yet; the first run makes one"));
        return Open(session, Check, file) ?? new(Check, Level.Ok, session.Say($"个人数据密钥在 {session.Short(file)}，请与备份分开另存一份", $"the key of personal data is {session.Short(file)}; keep a copy apart from the backups"));
    }

    /// <returns>Null: only its owner can read it.</returns>
    private static Finding? Open(Session session, string check, string file) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != UnixFileMode.None
            ? new(check, Level.Warn, session.Say($"{session.Short(file)} 别的用户也能读", $"{session.Short(file)} can be read by other users"), $"chmod 600 {session.Short(file)}")
            : null;
}
