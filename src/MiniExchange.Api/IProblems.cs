using System.Collections.Generic;

namespace MiniExchange.Api;

/// <summary>Something beside the path of traffic that an operator may have to look at. The exchange takes traffic all the same. Register as many as there are.</summary>
public interface IProblems
{
    /// <summary>What is wrong now, as sentences for operators; empty when nothing is.</summary>
    IReadOnlyList<string> Problems { get; }
}
