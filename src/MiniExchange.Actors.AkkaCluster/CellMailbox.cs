using System;
using System.Collections.Generic;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>The mailbox of a cell, which takes in a bounded number of parcels: a request that finds it full is answered busy, anything else is repeated by its sender.</summary>
/// <remarks>Akka asks persistent actors for an unbounded mailbox, as it cannot know that what they lose is repeated.</remarks>
/// <param name="settings">Akka's.</param>
/// <param name="config">With <c>mailbox-capacity</c>, in parcels.</param>
internal sealed class CellMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<CellMailbox.CellQueue>
{
    private readonly int _capacity = config.GetInt("mailbox-capacity");

    /// <inheritdoc />
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new CellQueue(_capacity, ClusterNode.Of(system));

    /// <summary>What stands before one cell.</summary>
    internal sealed class CellQueue(int capacity, ClusterNode node) : IMessageQueue, IUnboundedDequeBasedMessageQueueSemantics, IBoundedDequeBasedMessageQueueSemantics
    {
        private readonly object _gate = new();
        private readonly LinkedList<Envelope> _queue = new();

        /// <inheritdoc />
        /// <remarks>Nobody waits for room.</remarks>
        public TimeSpan PushTimeOut => TimeSpan.Zero;

        /// <inheritdoc />
        public bool HasMessages => Count > 0;

        /// <inheritdoc />
        public int Count
        {
            get
            {
                lock (_gate) return _queue.Count;
            }
        }

        /// <inheritdoc />
        public void Enqueue(IActorRef receiver, Envelope envelope)
        {
            lock (_gate)
            {
                if (_queue.Count < capacity || envelope.Message is not Parcel)
                {
                    _queue.AddLast(envelope);
                    return;
                }
            }

            if (envelope.Message is Asked asked) node.Answer(asked.Token, new Busy($"{capacity} messages wait for {asked.To}."));
        }

        /// <inheritdoc />
        public void EnqueueFirst(Envelope envelope)
        {
            lock (_gate) _queue.AddFirst(envelope);
        }

        /// <inheritdoc />
        public bool TryDequeue(out Envelope envelope)
        {
            lock (_gate)
            {
                envelope = _queue.First?.Value ?? default;
                if (_queue.Count == 0) return false;
                _queue.RemoveFirst();
                return true;
            }
        }

        /// <inheritdoc />
        public void CleanUp(IActorRef owner, IMessageQueue deadletters)
        {
            while (TryDequeue(out var left))
            {
                if (left.Message is Asked asked) node.Answer(asked.Token, new Busy($"{asked.To} stopped before it came to this."));
                else deadletters.Enqueue(owner, left);
            }
        }
    }
}
