import { describe, expect, test } from "@jest/globals";
import { displayWidth, escapeMarkdown, renderMarkdownTable, renderTextTable } from "../../workflows/table.ts";
import { fc } from "../support/property.ts";

describe("renderTextTable", () => {
  test("aligns columns, figures at the right", () => {
    const table = {
      header: ["attribute", "seconds"],
      rows: [
        ["microcosm-spacedust", "7"],
        ["a", "120"],
      ],
      figures: [1],
    };
    expect(renderTextTable(table)).toBe(
      [
        "attribute            seconds",
        "───────────────────  ───────",
        "microcosm-spacedust        7",
        "a                        120",
      ].join("\n"),
    );
  });

  test("cuts the widest columns to the width of the terminal", () => {
    const table = { header: ["attribute", "why"], rows: [["x", "a very long reason that does not fit"]] };
    const lines = renderTextTable(table, 30).split("\n");
    expect(lines[2]).toBe("x          a very long reason…");
    expect(lines.every((line) => displayWidth(line) <= 30)).toBe(true);
  });

  test("a missing cell is empty, and no row has spaces at its end", () => {
    expect(renderTextTable({ header: ["a", "b"], rows: [["x"]] })).toBe("a  b\n─  ─\nx");
  });

  test("control codes, newlines and direction marks are shown, never sent", () => {
    const table = { header: ["name"], rows: [["a\nb\u001b[31m\u202e"]] };
    expect(renderTextTable(table).split("\n")[2]).toBe("a\\nb\\u001b[31m\\u202e");
  });

  test("whatever the cells hold, every line fits and every row is one line", () => {
    const row = fc.array(fc.string({ unit: "grapheme" }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), fc.integer({ min: 40, max: 120 }), (rows, width) => {
        const lines = renderTextTable({ header: ["a", "b", "c"], rows }, width).split("\n");
        expect(lines).toHaveLength(rows.length + 2);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

test.each([
  ["plain", 5],
  ["日本", 4],
  ["e\u0301", 1],
  ["🦀", 2],
  ["… · – — ─", 9],
  ["·\u0301", 1],
])("displayWidth(%j) is %i", (text, cells) => {
  expect(displayWidth(text)).toBe(cells);
});

describe("renderMarkdownTable", () => {
  test("is a GitHub table", () => {
    const table = { header: ["attribute", "seconds"], rows: [["a", "1"]], figures: [1] };
    expect(renderMarkdownTable(table)).toBe("| attribute | seconds |\n| --- | ---: |\n| a | 1 |");
  });

  test("foreign text cannot end a cell, a row or start markup", () => {
    expect(escapeMarkdown("a|b\n<img src=x>`x` *b* [l](u) ${{ x }} @you &amp;")).toBe(
      "a\\|b\\\\n&lt;img src=x&gt;\\`x\\` \\*b\\* \\[l\\](u) \\${{ x }} &#64;you &amp;amp;",
    );
  });

  test("every row stays one line with the same number of bars", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (left, right) => {
        const lines = renderMarkdownTable({ header: ["a", "b"], rows: [[left, right]] }).split("\n");
        expect(lines).toHaveLength(3);
        expect(lines[2]?.replaceAll(/\\./g, "").match(/\|/g)).toHaveLength(3);
      }),
    );
  });
});
