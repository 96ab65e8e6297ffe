using System.Security.Cryptography;

namespace Growth.Embedded.Settings;

/// <summary>Keys that no setting gives: made once a data folder and readable by their owner only.</summary>
internal static class KeyFile
{
    /// <exception cref="HostRefusedException">The folder cannot be written.</exception>
    /// <param name="setting">Its name, for what a refusal says: <c>Growth:SigningKey</c>.</param>
    public static string ReadOrCreate(string dataFolder, string file, string setting)
    {
        var path = Path.Combine(dataFolder, file);
        try
        {
            if (File.Exists(path)) return File.ReadAllText(path).Trim();
            Directory.CreateDirectory(dataFolder);
            Create(path);
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HostRefusedException($"The data folder {dataFolder} cannot be used: {e.Message} Name another with Growth:Data, or give the key in {setting}.", e);
        }
    }

    // Written aside and moved: of two hosts that start at once one wins and both read its key, whole.
    private static void Create(string path)
    {
        var aside = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(aside, options)) writer.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        try
        {
            File.Move(aside, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(aside);
        }
    }
}
