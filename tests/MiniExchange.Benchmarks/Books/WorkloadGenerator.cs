using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Domain.Books;

namespace MiniExchange.Benchmarks.Books;

/// <summary>Draws a workload from a seed: the same one on every machine.</summary>
/// <remarks>
/// Of 100 commands 60 are limit orders, 5 market orders, 5 immediate-or-cancel, and 30 cancel an order that rests. Limits are 1 to 50
/// steps off a mid price that walks at random, most of them on their own side of it; how many is steered so that the book settles at a
/// number of resting orders. Arithmetic and draws are exactly those that drew the files in <c>tests/data/books</c>.
/// </remarks>
internal sealed class WorkloadGenerator
{
    private const int SampledEvery = 10_000;
    private const int SettledAfterSamples = 10;

    private readonly WorkloadShape _shape;
    private readonly PlainBook _book;
    private readonly List<int> _live = [];
    private readonly Dictionary<int, int> _placeOf = [];
    private readonly List<int> _liveSamples = [];
    private readonly List<int> _levelSamples = [];
    private readonly int[] _countOf = new int[4];
    private ulong _state;
    private long _mid = 100_000;
    private int _aggressive;

    private WorkloadGenerator(WorkloadShape shape)
    {
        _shape = shape;
        _state = shape.Seed;
        _mid *= shape.Spread;
        _book = new PlainBook(NoLongerLive);
    }

    public static GeneratedWorkload Generate(WorkloadShape shape) => new WorkloadGenerator(shape).Generate();

    private GeneratedWorkload Generate()
    {
        var commands = ImmutableArray.CreateBuilder<WorkloadCommand>(_shape.Commands);
        for (var id = 1; id <= _shape.Commands; id++)
        {
            var command = Next(id);
            commands.Add(command);
            _countOf[(int)command.Operation]++;
            _book.CarryOut(command);
            if (command.Operation == WorkloadOperation.Limit && _book.Rests(id)) NowLive(id);
            if (id % SampledEvery != 0) continue;

            _liveSamples.Add(_live.Count);
            _levelSamples.Add(_book.LevelCount);
        }

        var settled = _liveSamples.Skip(SettledAfterSamples).DefaultIfEmpty(_liveSamples.DefaultIfEmpty().Min()).Min();
        return new GeneratedWorkload(
            _shape,
            commands.MoveToImmutable(),
            _book.Result(),
            _countOf[(int)WorkloadOperation.Limit],
            _countOf[(int)WorkloadOperation.Market],
            _countOf[(int)WorkloadOperation.ImmediateOrCancel],
            _countOf[(int)WorkloadOperation.Cancel],
            _aggressive,
            _mid,
            settled,
            _liveSamples.DefaultIfEmpty().Max(),
            _levelSamples.Skip(SettledAfterSamples).Select(levels => (double)levels).DefaultIfEmpty().Average());
    }

    // The order of the draws is the workload: none may move.
    private WorkloadCommand Next(int id)
    {
        if (Below(1_000) < 10) _mid += Below(2) == 1 ? 1 : -1;

        var kind = Below(100);
        if (kind >= 70 && _live.Count > 0)
        {
            var target = _live[Below(_live.Count)];
            NoLongerLive(target);
            return new WorkloadCommand(id, WorkloadOperation.Cancel, _book.SideOf(target), Price: 0, Quantity: 0, target);
        }

        var side = Below(2) == 0 ? Side.Buy : Side.Sell;
        var quantity = 1 + Below(100);
        var offset = (1L + Below(50)) * _shape.Spread;
        return kind switch
        {
            >= 60 and < 65 => new WorkloadCommand(id, WorkloadOperation.Market, side, Price: 0, quantity, Target: 0),
            >= 65 and < 70 => new WorkloadCommand(
                id, WorkloadOperation.ImmediateOrCancel, side, PriceOf(side, offset, isAggressive: true), quantity, Target: 0),
            _ => new WorkloadCommand(
                id, WorkloadOperation.Limit, side, PriceOf(side, offset, IsNextAggressive()), quantity, Target: 0),
        };
    }

    private bool IsNextAggressive()
    {
        var share = Math.Clamp(1.0 / 6 + (double)(_live.Count - _shape.Live) / _shape.Live, 0.0, 0.9);
        var isAggressive = Draw53() < share * (1L << 53);
        if (isAggressive) _aggressive++;
        return isAggressive;
    }

    private long PriceOf(Side side, long offset, bool isAggressive) => side == Side.Buy == isAggressive ? _mid + offset : _mid - offset;

    private void NowLive(int id)
    {
        _placeOf[id] = _live.Count;
        _live.Add(id);
    }

    // The last one takes its place.
    private void NoLongerLive(int id)
    {
        _placeOf.Remove(id, out var place);
        var last = _live[^1];
        _live.RemoveAt(_live.Count - 1);
        if (last == id) return;

        _live[place] = last;
        _placeOf[last] = place;
    }

    private int Below(int count) => (int)((UInt128)Draw53() * (uint)count >> 53);

    // SplitMix64, its high 53 bits.
    private ulong Draw53()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (mixed ^ (mixed >> 31)) >> 11;
    }
}
