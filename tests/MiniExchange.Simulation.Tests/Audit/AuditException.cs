using System;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>One of the auditor's checks found something wrong.</summary>
internal sealed class AuditException(string check, string message) : Exception(message)
{
    /// <summary>Which check.</summary>
    public string Check { get; } = check;

    public static void Require(string check, bool condition, string otherwise)
    {
        if (!condition) throw new AuditException(check, otherwise);
    }
}
