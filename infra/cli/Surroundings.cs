using Microsoft.Extensions.Configuration;

namespace Growth.Cli;

/// <summary>What a command sees of the machine it runs on; a test gives its own.</summary>
public sealed record Surroundings
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>What a person types when asked.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>Environment variables; <c>Growth__Workspace</c> is <c>Growth:Workspace</c> here.</summary>
    public required IConfiguration Environment { get; init; }

    /// <summary>The current directory: relative paths of the command line start here.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether a person looks at <see cref="Out"/>: colours and moving progress only then.</summary>
    public bool IsTerminal { get; init; }
}
