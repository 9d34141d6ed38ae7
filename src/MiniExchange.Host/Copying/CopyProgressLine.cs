using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using MiniExchange.Storage.Copying;

namespace MiniExchange.Host.Copying;

/// <summary>Shows how far a copy has come: a bar that is drawn over on a terminal, a line every few seconds elsewhere.</summary>
internal sealed class CopyProgressLine(TextWriter output, bool isTerminal) : IProgress<CopyProgress>
{
    private const int BarCharacters = 30;
    private const int LineCharacters = 110;

    private static readonly TimeSpan BetweenDrawings = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _sinceShown = new();
    private readonly Stopwatch _ofStep = new();
    private CopyProgress? _first;
    private bool _isOpen;

    /// <inheritdoc />
    public void Report(CopyProgress value)
    {
        if (_first?.Step != value.Step)
        {
            End();
            _first = value;
            _ofStep.Restart();
            _sinceShown.Restart();
        }

        var isEnd = value.Done >= value.Total;
        if (!isEnd && _sinceShown.Elapsed < (isTerminal ? BetweenDrawings : BetweenLines)) return;

        _sinceShown.Restart();
        var line = Line(value);
        if (isTerminal) output.Write("\r" + line.PadRight(LineCharacters));
        else output.WriteLine(line);
        _isOpen = isTerminal;
    }

    /// <summary>Leaves the bar as it is and goes on below it.</summary>
    public void End()
    {
        if (_isOpen) output.WriteLine();
        _isOpen = false;
    }

    private string Line(CopyProgress now)
    {
        var share = now.Total <= 0 ? 1 : Math.Clamp((double)now.Done / now.Total, 0, 1);
        var filled = (int)(share * BarCharacters);
        var seconds = _ofStep.Elapsed.TotalSeconds;
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{now.Step,-40} [{new string('#', filled)}{new string('.', BarCharacters - filled)}] {share,4:P0} {now.Rows} rows");

        // Before the second report there is no telling how fast it goes.
        if (ReferenceEquals(now, _first) || seconds <= 0) return line;

        var perSecond = (now.Rows - _first!.Rows) / seconds;
        var doneHere = now.Done - _first.Done;
        var left = doneHere <= 0 ? 0 : (now.Total - now.Done) * seconds / doneHere;
        return line + string.Create(CultureInfo.InvariantCulture, $", {perSecond:0}/s, {TimeSpan.FromSeconds(Math.Ceiling(left)):c} left");
    }
}
