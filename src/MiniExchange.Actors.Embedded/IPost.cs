using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.Embedded;

/// <summary>Carries parcels to the workers of their receivers. In production at once and in order; a simulation loses, repeats and reorders.</summary>
public interface IPost
{
    /// <summary>Carries one parcel.</summary>
    void Send(Parcel parcel);
}
