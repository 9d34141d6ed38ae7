using System;
using System.Text;

namespace MiniExchange.Api.Trading.Requests;

/// <summary>A request's parameters exactly as received, for signatures; and by name, for reading. The query wins over the body.</summary>
/// <remarks>Names are matched as they came; only values are unescaped, and only those that need it.</remarks>
internal sealed class RawParameters
{
    private const int MaxCount = 64;

    private readonly string _query;
    private byte[] _body = [];
    private string _bodyText = "";
    private Entry[] _entries = new Entry[16];
    private int _count;
    private Range _querySignature;
    private Range _bodySignature;

    /// <param name="query">Without the question mark.</param>
    public RawParameters(string query)
    {
        _query = query;
        Problem = Split(_query, isBody: false, ref _querySignature);
    }

    /// <summary>What is wrong with them as a whole.</summary>
    public ParameterProblem Problem { get; private set; }

    /// <summary>Takes in the body.</summary>
    /// <param name="body">A form; left unread where only the query counts.</param>
    /// <param name="isRead">Whether the body carries parameters; it is signed in any case.</param>
    public void Add(byte[] body, bool isRead)
    {
        // One character per byte, so that places in the text are places in the bytes that were signed.
        _body = body;
        _bodyText = Encoding.Latin1.GetString(body);
        if (isRead && Problem == ParameterProblem.None) Problem = Split(_bodyText, isBody: true, ref _bodySignature);
    }

    /// <summary>Finds a parameter; an empty value counts as found.</summary>
    public bool TryGet(string name, out ReadOnlySpan<char> value)
    {
        for (var i = 0; i < _count; i++)
        {
            ref readonly var entry = ref _entries[i];
            var text = entry.IsBody ? _bodyText : _query;
            if (!text.AsSpan(entry.NameStart, entry.NameLength).SequenceEqual(name)) continue;
            value = Unescape(text.AsSpan(entry.ValueStart, entry.ValueLength), entry.IsBody);
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>How long <see cref="WriteSignedBytes"/> may get.</summary>
    public int MaxSignedLength => Encoding.UTF8.GetMaxByteCount(_query.Length) + _body.Length;

    /// <summary>Writes what the signature covers: query and body without separator, each without its signature.</summary>
    public int WriteSignedBytes(Span<byte> destination)
    {
        var (before, after) = Around(_query.Length, _querySignature);
        var written = Encoding.UTF8.GetBytes(_query.AsSpan(0, before), destination);
        written += Encoding.UTF8.GetBytes(_query.AsSpan(after), destination[written..]);
        (before, after) = Around(_body.Length, _bodySignature);
        _body.AsSpan(0, before).CopyTo(destination[written..]);
        written += before;
        _body.AsSpan(after).CopyTo(destination[written..]);
        return written + _body.Length - after;
    }

    private ParameterProblem Split(string text, bool isBody, ref Range signature)
    {
        var firstOfPart = _count;
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('&', start);
            if (end < 0) end = text.Length;
            if (end > start)
            {
                if (_count == MaxCount) return ParameterProblem.TooMany;
                var equals = text.IndexOf('=', start, end - start);
                var nameEnd = equals < 0 ? end : equals;
                var valueStart = equals < 0 ? end : equals + 1;
                var name = text.AsSpan(start, nameEnd - start);
                if (IsRepeated(text, name, firstOfPart)) return ParameterProblem.Repeated;
                if (name is "signature") signature = start..end;
                if (_count == _entries.Length) Array.Resize(ref _entries, MaxCount);
                _entries[_count++] = new Entry(isBody, start, nameEnd - start, valueStart, end - valueStart);
            }

            start = end + 1;
        }

        return ParameterProblem.None;
    }

    private bool IsRepeated(string text, ReadOnlySpan<char> name, int firstOfPart)
    {
        for (var i = firstOfPart; i < _count; i++)
        {
            if (text.AsSpan(_entries[i].NameStart, _entries[i].NameLength).SequenceEqual(name)) return true;
        }

        return false;
    }

    // A pair goes with the separator behind it or, at the end, with the one before.
    private static (int Before, int After) Around(int length, Range pair)
    {
        var (start, end) = (pair.Start.Value, pair.End.Value);
        if (end < length && end > start) return (start, end + 1);
        return (Math.Max(0, start - (end > start ? 1 : 0)), end);
    }

    private static ReadOnlySpan<char> Unescape(ReadOnlySpan<char> value, bool isLatin1)
    {
        if (isLatin1 && value.ContainsAnyExceptInRange('\0', '\x7f'))
        {
            value = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(value.ToArray()));
        }

        return value.IndexOfAny('%', '+') < 0 ? value : Uri.UnescapeDataString(value.ToString().Replace('+', ' '));
    }

    private readonly record struct Entry(bool IsBody, int NameStart, int NameLength, int ValueStart, int ValueLength);
}

/// <summary>What is wrong with a request's parameters as a whole.</summary>
internal enum ParameterProblem
{
    None = 0,

    /// <summary>One name stands twice in the query, or twice in the body.</summary>
    Repeated = 1,

    /// <summary>More than any endpoint takes.</summary>
    TooMany = 2,
}
