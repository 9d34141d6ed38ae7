using System.Collections.Generic;

namespace MiniExchange.Storage.Codecs;

/// <summary>Generated messages that are used again for the next turn, so that writing one need not allocate.</summary>
/// <remarks>A message comes back as it was left: whoever takes one sets every field of it, those that are zero included.</remarks>
internal sealed class MessagePool<TMessage>
    where TMessage : class, new()
{
    private readonly List<TMessage> _messages = [];
    private int _taken;

    public TMessage Take()
    {
        if (_taken == _messages.Count) _messages.Add(new TMessage());

        return _messages[_taken++];
    }

    public void TakeAllBack() => _taken = 0;
}
