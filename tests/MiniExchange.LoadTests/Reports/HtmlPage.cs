using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Xml.Linq;

namespace MiniExchange.LoadTests.Reports;

/// <summary>What all reports as a page have in common: they need nothing else, and are well-formed, so that programs can read them too.</summary>
internal static class HtmlPage
{
    // No greater-than signs: the text is escaped as XML.
    private const string Style = """

        :root { color-scheme: light dark; --ink: #1d2330; --faint: #6a7283; --rule: #d9dde5; --paper: #ffffff; --warn: #a33a00; --one: #1f6fd1; --two: #c2571a; --three: #7b3fa8; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e4e7ee; --faint: #98a1b3; --rule: #343b49; --paper: #14171d; --warn: #ff9a5c; --one: #6aa9f5; --two: #f0924f; --three: #c391ea; } }
        body { max-width: 800px; margin: 2rem auto; padding: 0 1rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.1rem; margin-top: 2rem; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { text-align: right; padding: .2rem .5rem; border-bottom: 1px solid var(--rule); } th:first-child, td:first-child { text-align: left; } th { color: var(--faint); font-weight: 500; }
        figure { margin: 1.5rem 0; } figcaption { margin-bottom: .3rem; } svg { width: 100%; height: auto; } .scroll { overflow-x: auto; }
        svg text { fill: var(--faint); font-size: 11px; } .grid { stroke: var(--rule); stroke-width: 1; } .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
        .line0 { stroke: var(--one); } .line1 { stroke: var(--two); } .line2 { stroke: var(--three); }
        .key { margin-left: 1rem; } .key0 { color: var(--one); } .key1 { color: var(--two); } .key2 { color: var(--three); }
        .faint { color: var(--faint); } .warning { color: var(--warn); font-weight: 600; } code { overflow-wrap: anywhere; }

        """;

    /// <summary>A page.</summary>
    public static XElement Of(string title, XElement body) => new(
        "html",
        new XAttribute("lang", "en"),
        new XElement(
            "head",
            new XElement("meta", new XAttribute("charset", "utf-8")),
            new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width")),
            new XElement("title", title),
            new XElement("style", Style)),
        body);

    /// <summary>The file of a page.</summary>
    public static string TextOf(XElement page) => $"<!DOCTYPE html>\n{page}\n";

    /// <summary>A table; its first column names the rows.</summary>
    public static XElement Table(string[] head, IEnumerable<string[]> rows) => new(
        "div",
        new XAttribute("class", "scroll"),
        // An element without content would not be closed in HTML: an empty text keeps its end tag.
        new XElement("table", new XElement("tr", head.Select(static cell => new XElement("th", cell))), rows.Select(static row => new XElement("tr", row.Select(static cell => new XElement("td", cell))))));

    /// <summary>What is good to know and not to be seen first.</summary>
    public static XElement Faint(FormattableString text) => new("p", new XAttribute("class", "faint"), Text(text));

    /// <summary>A text as it is written everywhere.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
