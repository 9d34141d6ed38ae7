using System;
using System.Buffers.Text;
using MiniExchange.LoadTests.Traders;

namespace MiniExchange.LoadTests.Requests;

/// <summary>Renders one request at a time into bytes that it uses again and again; nothing is allocated. For one thread at a time.</summary>
internal sealed class RequestBuffer(byte[] host, TimeProvider time)
{
    private readonly byte[] _bytes = new byte[2_048];
    private int _length;
    private int _query;

    /// <summary>The request, good until the next one is begun.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Starts a request.</summary>
    /// <param name="method">Such as <c>POST</c>.</param>
    /// <param name="path">Such as <c>/api/v3/order</c>.</param>
    /// <param name="query">Its first parameters, as they are sent.</param>
    public void Begin(ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, ReadOnlySpan<byte> query)
    {
        _length = 0;
        Add(method);
        Add(" "u8);
        Add(path);
        Add("?"u8);
        _query = _length;
        Add(query);
    }

    /// <summary>Adds text as it is.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes.AsSpan(_length));
        _length += text.Length;
    }

    /// <summary>Adds a whole number.</summary>
    public void Add(long number)
    {
        // It always fits: the longest request is a fraction of the buffer.
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out var written);
        _length += written;
    }

    /// <summary>Ends a request that needs no key.</summary>
    public void End()
    {
        AddVersionAndHost();
        Add("\r\n\r\n"u8);
    }

    /// <summary>Ends a request with its time and signature.</summary>
    public void EndSigned(Trader trader)
    {
        Add("&timestamp="u8);
        Add(time.GetUtcNow().ToUnixTimeMilliseconds());
        var signed = _bytes.AsSpan(_query, _length - _query);
        Add("&signature="u8);
        trader.Sign(signed, _bytes.AsSpan(_length, Trader.SignatureBytes));
        _length += Trader.SignatureBytes;
        AddVersionAndHost();
        Add("\r\nX-MBX-APIKEY: "u8);
        Add(trader.ApiKey);
        Add("\r\nContent-Length: 0\r\n\r\n"u8);
    }

    private void AddVersionAndHost()
    {
        Add(" HTTP/1.1\r\nHost: "u8);
        Add(host);
    }
}
