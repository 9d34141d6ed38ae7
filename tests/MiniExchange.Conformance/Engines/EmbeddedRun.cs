using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Embedded;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Conformance.Engines;

/// <summary>The engine of one process.</summary>
public sealed class EmbeddedRun : EngineRun
{
    private readonly EngineMetrics _metrics = new();
    private readonly EmbeddedEngine _engine;

    public EmbeddedRun(IReadOnlyList<ActorKind> kinds, IJournal journal, EmbeddedEngineOptions options) => _engine = new EmbeddedEngine(
        kinds, journal, options, _metrics, TimeProvider.System, NullLogger<EmbeddedEngine>.Instance, EngineSeams.Production);

    public override IEngine Engine => _engine;

    public override void Start() => _engine.Start();

    public override Task<EngineHealth> WaitForHealthAsync(Func<EngineHealth, bool> isWanted, CancellationToken cancellationToken) =>
        _engine.WaitForHealthAsync(isWanted, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _metrics.Dispose();
    }
}
