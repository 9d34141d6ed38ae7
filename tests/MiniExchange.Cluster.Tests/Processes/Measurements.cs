using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>What the scenarios measured, as one table at the end of the run's output.</summary>
public sealed class Measurements(IMessageSink messages) : IDisposable
{
    private readonly List<(string What, string Value)> _rows = [];

    /// <summary>Adds a row.</summary>
    public void Add(string what, string value) => _rows.Add((what, value));

    /// <summary>Adds a row of a time.</summary>
    public void Add(string what, TimeSpan time) => Add(what, FormattableString.Invariant($"{time.TotalSeconds:F1} s"));

    public void Dispose()
    {
        if (_rows.Count == 0) return;
        messages.OnMessage(new DiagnosticMessage(
            "Measured on the cluster:\n" + string.Join('\n', _rows.Select(row => $"| {row.What} | {row.Value} |"))));
    }
}

/// <summary>The tests that start nodes as processes, one class after the other: two cores are not enough for two clusters.</summary>
[CollectionDefinition(Name)]
public sealed class ProcessCollection : ICollectionFixture<Measurements>
{
    public const string Name = "processes";
}
