using System;
using System.Text;

namespace MiniExchange.Api.Streams.Topics;

/// <summary>Events wrapped with the name of their stream: <c>{"stream":"…","data":…}</c>.</summary>
internal static class CombinedForm
{
    /// <summary>Wraps an event.</summary>
    /// <param name="stream">The stream's name, of characters that JSON does not escape.</param>
    /// <param name="raw">The event as JSON.</param>
    public static byte[] Of(string stream, ReadOnlySpan<byte> raw)
    {
        ReadOnlySpan<byte> before = "{\"stream\":\""u8;
        ReadOnlySpan<byte> between = "\",\"data\":"u8;
        var wrapped = new byte[before.Length + Encoding.UTF8.GetByteCount(stream) + between.Length + raw.Length + 1];
        before.CopyTo(wrapped);
        var at = before.Length;
        at += Encoding.UTF8.GetBytes(stream, wrapped.AsSpan(at));
        between.CopyTo(wrapped.AsSpan(at));
        raw.CopyTo(wrapped.AsSpan(at + between.Length));
        wrapped[^1] = (byte)'}';
        return wrapped;
    }
}
