using System.Collections.Generic;
using MiniExchange.Actors.Embedded;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Simulation.Tests;

/// <summary>The way between actors: loses parcels, repeats them, and holds them back so that later ones overtake.</summary>
/// <remarks>What is asked from outside arrives or does not, exactly once: whoever asks is not an actor and repeats nothing.</remarks>
internal sealed class SimulatedPost(PostalFaults faults, SeededRandom random)
{
    private readonly List<Parcel> _heldBack = [];
    private IPost? _delivers;
    private bool _isSound;

    /// <summary>How many parcels were ever sent.</summary>
    public long SentCount { get; private set; }

    /// <summary>How many parcels wait on the way.</summary>
    public int HeldBackCount => _heldBack.Count;

    /// <summary>Stands before a new life of the engine. What was on its way to the last one is lost with it.</summary>
    public IPost Before(IPost delivers)
    {
        _heldBack.Clear();
        _delivers = delivers;
        return new Sender(this, delivers);
    }

    /// <summary>From now on everything arrives, once.</summary>
    public void Repair() => _isSound = true;

    /// <summary>The process is gone, and with it what was on its way.</summary>
    public void Lose() => _heldBack.Clear();

    /// <summary>Lets one parcel go on that was held back, whichever.</summary>
    public void DeliverOne()
    {
        if (_heldBack.Count == 0) return;

        var index = random.Between(0, _heldBack.Count - 1);
        var parcel = _heldBack[index];
        _heldBack.RemoveAt(index);
        _delivers!.Send(parcel);
    }

    private void Send(IPost delivers, Parcel parcel)
    {
        SentCount++;
        if (_isSound || parcel is Asked)
        {
            delivers.Send(parcel);
            return;
        }

        if (random.ChanceOf(faults.LostPerTenThousand)) return;
        if (random.ChanceOf(faults.RepeatedPerTenThousand)) _heldBack.Add(parcel);
        if (random.ChanceOf(faults.HeldBackPerTenThousand)) _heldBack.Add(parcel);
        else delivers.Send(parcel);
    }

    private sealed class Sender(SimulatedPost post, IPost delivers) : IPost
    {
        public void Send(Parcel parcel) => post.Send(delivers, parcel);
    }
}

/// <summary>How often the post fails, in ten-thousandths of the parcels.</summary>
internal sealed record PostalFaults(int LostPerTenThousand, int RepeatedPerTenThousand, int HeldBackPerTenThousand);
