namespace Growth.Cli.Commands;

internal static class UpCommand
{
    public const int DefaultPort = 7071;
}
