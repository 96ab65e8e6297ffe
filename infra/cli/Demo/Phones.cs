using System.Text;
using System.Text.Json;
using Growth.Storage;

namespace Growth.Cli.Demo;

/// <summary>What one phone keeps: its owner's visitor token and the code of the links that they share.</summary>
internal sealed record Phone(string Person, string Visitor, string Ref);

/// <summary>
/// The local storage of everybody's phone: one line each, only ever added to. A line is written before its token is used for the first time,
/// so that a run that was killed goes on with the same tokens; a line cut short by the kill was never used and is dropped.
/// </summary>
internal sealed class Phones : IDisposable
{
    private readonly Dictionary<string, Phone> _byPerson = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Phone> _byRef = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly FileStream _file;

    public Phones(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        using var reader = new StreamReader(_file, Encoding.UTF8, leaveOpen: true);
        var text = reader.ReadToEnd();
        var whole = text.LastIndexOf('\n') + 1;
        foreach (var line in text[..whole].Split('\n', StringSplitOptions.RemoveEmptyEntries)) Remember(Json.Read<Phone>(line));
        _file.SetLength(Encoding.UTF8.GetByteCount(text.AsSpan(0, whole)));
        _file.Seek(0, SeekOrigin.End);
    }

    public Phone? Of(string person)
    {
        lock (_lock) return _byPerson.GetValueOrDefault(person);
    }

    public Phone? ByRef(string reference)
    {
        lock (_lock) return _byRef.GetValueOrDefault(reference);
    }

    public void Keep(Phone phone)
    {
        var line = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(phone, Json.Options) + "\n");
        lock (_lock)
        {
            Remember(phone);
            _file.Write(line);
            _file.Flush();
        }
    }

    public void Dispose() => _file.Dispose();

    private void Remember(Phone phone)
    {
        _byPerson[phone.Person] = phone;
        _byRef[phone.Ref] = phone;
    }
}
