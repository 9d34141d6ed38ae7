using System;

namespace MiniExchange.Api.Keys;

/// <summary>One key's way of telling its own signatures from others. Used by many threads at once.</summary>
internal interface ISignatureCheck
{
    /// <summary>Whether a signature, as its request carries it, covers exactly these bytes.</summary>
    bool IsSignatureOf(ReadOnlySpan<byte> signed, ReadOnlySpan<char> signature);
}
