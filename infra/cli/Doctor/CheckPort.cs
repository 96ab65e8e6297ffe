using System.Net;
using System.Net.Sockets;

namespace Growth.Cli.Doctor;

/// <summary>Is the port free that <c>growth up</c> would take?</summary>
internal static class CheckPort
{
    public static Finding Run(Session session, int port)
    {
        if (IsFree(port)) return new("port", Level.Ok, session.Say($"端口 {port} 空着", $"port {port} is free"));
        return new("port", Level.Warn, session.Say($"端口 {port} 被占用", $"port {port} is in use"),
            session.Say($"如果不是正在运行的 growth up，就用 --port 换一个（growth up --port {port + 1}）。", $"Unless that is growth up running, choose another: growth up --port {port + 1}."));
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
