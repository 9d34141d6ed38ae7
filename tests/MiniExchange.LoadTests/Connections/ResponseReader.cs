using System;
using System.Buffers.Text;
using System.IO;
using System.Text;

namespace MiniExchange.LoadTests.Connections;

/// <summary>Reads answers of HTTP/1.1 as they arrive, in whatever pieces. Looks at the status and, of an error, at its code.</summary>
/// <remarks>It keeps no bytes but the first of the content: what it could not use is given to it again, with more behind it.</remarks>
internal sealed class ResponseReader
{
    private enum Part
    {
        Head,
        Body,
        ChunkSize,
        Chunk,
        ChunkEnd,
        Trailer,
    }

    private readonly byte[] _start = new byte[512];
    private int _startLength;
    private Part _part;
    private long _left;
    private bool _isChunked;

    /// <summary>The status of the answer that was read last.</summary>
    public int Status { get; private set; }

    /// <summary>The exchange's code in an error, such as -2010; 0 if it gives none.</summary>
    public int Code { get; private set; }

    /// <summary>The first bytes of the answer's content, without whatever framed it: enough to know an order by. Good until more is read.</summary>
    public ReadOnlySpan<byte> Start => _start.AsSpan(0, _startLength);

    /// <summary>Whether the server closes the connection after this answer.</summary>
    public bool Closes { get; private set; }

    /// <summary>Whether an answer has ended with the bytes that were used last.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Uses bytes, but none past the end of the answer.</summary>
    /// <returns>How many of them were used.</returns>
    /// <exception cref="InvalidDataException">It is no answer of HTTP/1.1 whose end can be told.</exception>
    public int Read(ReadOnlySpan<byte> bytes)
    {
        var used = 0;
        IsComplete = false;
        while (!IsComplete && Step(bytes[used..]) is var step and > 0) used += step;
        return used;
    }

    // How many bytes were used; 0 if there are too few.
    private int Step(ReadOnlySpan<byte> bytes) => _part switch
    {
        Part.Head => ReadHead(bytes),
        Part.Body => ReadContent(bytes, Part.Head),
        Part.ChunkSize => ReadChunkSize(bytes),
        Part.Chunk => ReadContent(bytes, Part.ChunkEnd),
        Part.ChunkEnd => ReadLine(bytes, Part.ChunkSize),
        _ => ReadTrailer(bytes),
    };

    private int ReadHead(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0) return 0;
        var head = bytes[..end];
        if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head[9..], out int status, out _)) throw new InvalidDataException("Not an answer of HTTP/1.1.");

        (Status, Code, Closes, _startLength, _left, _isChunked) = (status, 0, false, 0, -1, false);
        for (var line = head.IndexOf("\r\n"u8); line >= 0;)
        {
            head = head[(line + 2)..];
            line = head.IndexOf("\r\n"u8);
            ReadHeader(line < 0 ? head : head[..line]);
        }

        if (_isChunked) _part = Part.ChunkSize;
        else if (_left > 0) _part = Part.Body;
        else if (_left == 0 || Status is 204 or 304) Complete();
        else throw new InvalidDataException("The answer does not say how long it is.");
        return end + 4;
    }

    private void ReadHeader(ReadOnlySpan<byte> line)
    {
        if (Is(line, "content-length:"u8) && Utf8Parser.TryParse(line["content-length:"u8.Length..].TrimStart((byte)' '), out long length, out _)) _left = length;
        else if (Is(line, "transfer-encoding:"u8)) _isChunked = line.IndexOf("chunked"u8) >= 0;
        else if (Is(line, "connection:"u8)) Closes = line.IndexOf("close"u8) >= 0;
    }

    private int ReadContent(ReadOnlySpan<byte> bytes, Part next)
    {
        var content = bytes[..(int)long.Min(bytes.Length, _left)];
        var kept = content[..int.Min(content.Length, _start.Length - _startLength)];
        kept.CopyTo(_start.AsSpan(_startLength));
        _startLength += kept.Length;
        _left -= content.Length;
        if (_left > 0) return content.Length;
        _part = next;
        if (next == Part.Head) Complete();
        return content.Length;
    }

    private int ReadChunkSize(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n"u8);
        if (end < 0) return 0;
        if (!Utf8Parser.TryParse(bytes[..end], out _left, out _, 'x')) throw new InvalidDataException("A chunk has no size.");
        _part = _left == 0 ? Part.Trailer : Part.Chunk;
        return end + 2;
    }

    private int ReadLine(ReadOnlySpan<byte> bytes, Part next)
    {
        var end = bytes.IndexOf("\r\n"u8);
        if (end < 0) return 0;
        _part = next;
        return end + 2;
    }

    private int ReadTrailer(ReadOnlySpan<byte> bytes)
    {
        var used = ReadLine(bytes, Part.Trailer);
        if (used == 2) Complete();
        return used;
    }

    private void Complete()
    {
        _part = Part.Head;
        IsComplete = true;
        if (Status >= 400 && Start.StartsWith("{\"code\":"u8) && Utf8Parser.TryParse(Start[8..], out int code, out _)) Code = code;
    }

    private static bool Is(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length >= name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);
}
