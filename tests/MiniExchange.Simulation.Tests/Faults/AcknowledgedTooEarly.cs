using MiniExchange.Actors.Embedded;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>A message is acknowledged as soon as it is handed over, not when it was durably consumed.</summary>
internal sealed class AcknowledgedTooEarly : Defect
{
    public override IPost In(IPost post) => new Hasty(post);

    private sealed class Hasty(IPost inner) : IPost
    {
        public void Send(Parcel parcel)
        {
            inner.Send(parcel);
            if (parcel is Delivery delivery)
            {
                inner.Send(new Acknowledgement(delivery.To, delivery.From, delivery.Sequence, AnswersInquiry: false));
            }
        }
    }
}
