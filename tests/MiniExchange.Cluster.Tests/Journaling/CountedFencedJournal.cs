using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Akka.Configuration;
using Akka.Persistence;
using MiniExchange.Actors.AkkaCluster;

namespace MiniExchange.ClusterTests.Journaling;

/// <summary>The cluster's journal plugin, which counts its tries by database.</summary>
internal sealed class CountedFencedJournal(Config config) : FencedJournal(config)
{
    private static readonly ConcurrentDictionary<string, Tries> Counts = new();

    private readonly Tries _tries = TriesOn(config.GetString("connection-string"));

    /// <summary>What was tried on a database.</summary>
    public static Tries TriesOn(string connectionString) => Counts.GetOrAdd(connectionString, static _ => new Tries());

    protected override async Task<IImmutableList<Exception>> WriteOnceAsync(IReadOnlyList<AtomicWrite> writes, CancellationToken cancellationToken)
    {
        _tries.Begin();
        try
        {
            return await base.WriteOnceAsync(writes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            _tries.Fail();
            throw;
        }
    }

    /// <summary>What was tried.</summary>
    public sealed class Tries
    {
        private int _begun;
        private int _failed;

        /// <summary>Tries that were begun.</summary>
        public int Begun => Volatile.Read(ref _begun);

        /// <summary>Tries that failed, by a fault of their own or by another's in the same transaction.</summary>
        public int Failed => Volatile.Read(ref _failed);

        public void Begin() => Interlocked.Increment(ref _begun);

        public void Fail() => Interlocked.Increment(ref _failed);
    }
}
