using System;

namespace MiniExchange.LoadTests.Connections;

/// <summary>Hears what became of the request that a connection sent.</summary>
internal interface IAnswered
{
    /// <summary>It was answered.</summary>
    /// <param name="status">The status of HTTP.</param>
    /// <param name="code">The exchange's code, if it was an error that has one; else 0.</param>
    /// <param name="start">The first bytes of its content; good during the call.</param>
    void Answered(int status, int code, ReadOnlySpan<byte> start);

    /// <summary>The connection is gone; told once. If a request was under way, nobody knows what became of it.</summary>
    void Lost();
}
