using System;

namespace MiniExchange.Api.Streams.Connections;

/// <summary>Counts what one client sends; used by one thread at a time.</summary>
/// <param name="perSecond">So much is allowed in any second that begins with a message.</param>
/// <param name="time">The clock.</param>
internal sealed class MessageRate(int perSecond, TimeProvider time)
{
    private long _secondBegan;
    private int _inSecond;

    /// <summary>Counts a message; false if it is one too many.</summary>
    public bool Allows()
    {
        var now = time.GetTimestamp();
        if (_inSecond == 0 || time.GetElapsedTime(_secondBegan, now) >= TimeSpan.FromSeconds(1))
        {
            _secondBegan = now;
            _inSecond = 0;
        }

        return ++_inSecond <= perSecond;
    }
}
