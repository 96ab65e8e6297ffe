using Growth.Config;

namespace Growth.Cli;

/// <summary>One text in both languages of the command line.</summary>
internal readonly record struct Words(string Zh, string En)
{
    public string In(Language language) => language == Language.En ? En : Zh;
}
