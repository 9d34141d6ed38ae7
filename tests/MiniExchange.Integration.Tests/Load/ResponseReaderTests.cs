using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using MiniExchange.LoadTests.Connections;
using Xunit;

namespace MiniExchange.Integration.Tests.Load;

/// <summary>Answers as they come over a socket: in any pieces.</summary>
public sealed class ResponseReaderTests
{
    private const string Refusal = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\ncontent-length: 43\r\n\r\n{\"code\":-2010,\"msg\":\"insufficient balance\"}";
    private const string Empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private const string Chunked = "HTTP/1.1 503 Service Unavailable\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n6\r\n{\"code\r\n1a;of=it\r\n\":-1008,\"msg\":\"overloaded\"}\r\n0\r\nSum: 1\r\n\r\n";
    private const string Nothing = "HTTP/1.1 204 No Content\r\nDate: Mon, 23 Nov 2026 00:00:00 GMT\r\n\r\n";

    private static readonly (int Status, int Code, bool Closes)[] Expected = [(400, -2010, false), (200, 0, false), (503, -1008, true), (204, 0, false), (200, 0, false)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(1_000_000)]
    public void Read_InPieces_SeesEveryAnswerOnce(int piece)
    {
        var sent = Encoding.ASCII.GetBytes(Refusal + Empty + Chunked + Nothing + Empty);
        var reader = new ResponseReader();
        var seen = new List<(int, int, bool)>();

        // What the reader leaves is given to it again with more behind it, as a connection does.
        var (used, arrived) = (0, 0);
        while (arrived < sent.Length)
        {
            arrived = int.Min(arrived + piece, sent.Length);
            int step;
            do
            {
                step = reader.Read(sent.AsSpan(used..arrived));
                used += step;
                if (reader.IsComplete) seen.Add((reader.Status, reader.Code, reader.Closes));
            }
            while (reader.IsComplete && step > 0);
        }

        Assert.Equal(Expected, seen);
        Assert.Equal(sent.Length, used);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000_000)]
    public void Start_IsThatOfTheContent_WhateverFramesIt(int piece)
    {
        var sent = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n{\"orde\r\n7\r\nrId\":1}\r\n0\r\n\r\n" + Refusal + Empty);
        var reader = new ResponseReader();
        var seen = new List<string>();
        var (used, arrived) = (0, 0);
        while (used < sent.Length)
        {
            var step = reader.Read(sent.AsSpan(used..arrived));
            used += step;
            if (reader.IsComplete) seen.Add(Encoding.ASCII.GetString(reader.Start));
            else arrived = int.Min(arrived + piece, sent.Length);
        }

        Assert.Equal(["{\"orderId\":1}", "{\"code\":-2010,\"msg\":\"insufficient balance\"}", ""], seen);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nServer: x\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n")]
    public void Read_OfAnAnswerWithoutAnEnd_IsRefused(string answer) =>
        Assert.Throws<InvalidDataException>(() => new ResponseReader().Read(Encoding.ASCII.GetBytes(answer)));
}
