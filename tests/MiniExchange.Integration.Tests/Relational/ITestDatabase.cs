using System;
using MiniExchange.Storage.Relational;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>An empty database for one test.</summary>
internal interface ITestDatabase : IAsyncDisposable
{
    /// <summary>Another store on it, as another process would have.</summary>
    RelationalStore Open();

    /// <summary>Statements that let every write of <c>asset_totals</c> fail.</summary>
    string BreakTotals { get; }

    /// <summary>What, before a statement, makes the database tell how it finds the rows.</summary>
    string Explain { get; }

    /// <summary>Statements that undo <see cref="BreakTotals"/>.</summary>
    string RepairTotals { get; }
}
