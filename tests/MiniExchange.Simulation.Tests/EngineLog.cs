using System;
using Microsoft.Extensions.Logging;
using MiniExchange.Actors.Embedded;

namespace MiniExchange.Simulation.Tests;

/// <summary>Keeps what the engine last said went wrong, for the message of a run that fails.</summary>
internal sealed class EngineLog : ILogger<EmbeddedEngine>
{
    public string LastError { get; private set; } = "nothing";

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is not null) LastError = $"{formatter(state, exception)} {exception}";
    }
}
