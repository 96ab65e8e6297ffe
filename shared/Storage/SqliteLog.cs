using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Growth.Storage;

/// <summary>
/// Looks whether a SQLite log (<c>-wal</c>) that no process has open was damaged. SQLite takes the first frame that does not verify for the end of
/// what was written, as after a loss of power, and forgets what follows: commits that were answered would be gone without a word.
/// The format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
/// </summary>
internal sealed class SqliteLog
{
    private const int HeaderLength = 32;
    private const int FrameLength = 24;

    private readonly bool _bigEndian;
    private uint _s0;
    private uint _s1;

    private SqliteLog(bool bigEndian) => _bigEndian = bigEndian;

    /// <returns>What is damaged; null: nothing, or no more than a loss of power may leave.</returns>
    public static string? Damage(string path)
    {
        if (!File.Exists(path)) return null;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        var header = new byte[HeaderLength];
        if (file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength) return null;
        var magic = At(header, 0);
        var page = At(header, 8);
        if (magic is not (0x377f0682 or 0x377f0683) || page is < 512 or > 65536) return "its header is not a log's";
        var log = new SqliteLog((magic & 1) == 1);
        log.Sum(header.AsSpan(0, 24));
        if (!log.Is(header, 24)) return "its header does not verify";
        var broken = log.FirstBroken(file, header, new byte[FrameLength + (int)page]);
        return broken is { } frame ? $"frame {frame} was altered after it had been written" : null;
    }

    /// <summary>
    /// A commit is on the disk before the next one begins, so at most one can be torn. A frame that does not verify although two commits
    /// follow that do, each reckoned from the frame before it, was whole once.
    /// </summary>
    private int? FirstBroken(FileStream file, byte[] header, byte[] frame)
    {
        int? broken = null;
        var commits = 0;
        for (var number = 1; file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length; number++)
        {
            Sum(frame.AsSpan(0, 8));
            Sum(frame.AsSpan(FrameLength));
            var verifies = Is(frame, 16) && frame.AsSpan(8, 8).SequenceEqual(header.AsSpan(16, 8));
            if (!verifies)
            {
                broken ??= number;
                (_s0, _s1) = (At(frame, 16), At(frame, 20));
            }
            else if (broken is not null && At(frame, 4) != 0 && ++commits >= 2)
            {
                return broken;
            }
        }

        return null;
    }

    private static uint At(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);

    private bool Is(ReadOnlySpan<byte> bytes, int offset) => _s0 == At(bytes, offset) && _s1 == At(bytes, offset + 4);

    private void Sum(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, uint>(bytes);
        var swap = _bigEndian == BitConverter.IsLittleEndian;
        for (var i = 0; i < words.Length; i += 2)
        {
            _s0 += (swap ? BinaryPrimitives.ReverseEndianness(words[i]) : words[i]) + _s1;
            _s1 += (swap ? BinaryPrimitives.ReverseEndianness(words[i + 1]) : words[i + 1]) + _s0;
        }
    }
}
