import { describe, expect, test } from "@jest/globals";
import { parseLogLine, stripControls } from "../../../../actions/lib/nix/log.ts";
import { fc } from "../../../support/property.ts";

const drv = "/nix/store/adp9m5vqx651nyq8y0hp8dqhryvj94a2-bad.drv";

function aLine(record: unknown): string {
  return `@nix ${JSON.stringify(record)}`;
}

describe("records of the protocol", () => {
  test.each([
    [
      { action: "start", fields: [drv, "ssh-ng://big", 1, 1], id: 7, level: 3, text: "building", type: 105 },
      { kind: "build", id: "7", drvPath: drv, machine: "ssh-ng://big" },
    ],
    [
      { action: "start", fields: ["/nix/store/x", "https://c"], id: 8, level: 3, text: "", type: 108 },
      { kind: "substitution", id: "8", path: "/nix/store/x", from: "https://c" },
    ],
    [
      { action: "start", id: 9, level: 0, text: "", type: 104 },
      { kind: "builds", id: "9" },
    ],
    [
      { action: "stop", id: 7 },
      { kind: "stop", id: "7" },
    ],
    [
      { action: "result", fields: ["\u001b[31mred\u001b[0m"], id: 7, type: 101 },
      { kind: "line", id: "7", text: "red" },
    ],
    [
      { action: "result", fields: ["buildPhase"], id: 7, type: 104 },
      { kind: "phase", id: "7", phase: "buildPhase" },
    ],
    [
      { action: "result", fields: [1, 17, 2, 3], id: 9, type: 105 },
      { kind: "progress", id: "9", counts: { done: 1, expected: 17, running: 2, failed: 3 } },
    ],
    [
      { action: "msg", level: 0, msg: "\u001b[31;1merror:\u001b[0m no\n       really", raw_msg: "no" },
      { kind: "message", level: 0, text: "error: no\n       really" },
    ],
  ])("%j", (record, expected) => {
    expect(parseLogLine(aLine(record))).toEqual(expected);
  });

  test("results whose number means another thing in Determinate say nothing", () => {
    for (const type of [109, 110])
      expect(
        parseLogLine(aLine({ action: "result", fields: [{ drvPath: drv }], id: 1, type })),
      ).toBeUndefined();
  });

  test("ids past 2^53 stay apart, and text cannot pose as an id", () => {
    const line = (id: string): string =>
      `@nix {"action":"result","fields":["\\"id\\":5"],"id":${id},"type":101}`;
    expect(parseLogLine(line("9007199254740993"))).toMatchObject({ id: "9007199254740993" });
    expect(parseLogLine(line("9007199254740992"))).toMatchObject({ id: "9007199254740992" });
  });
});

describe("what is no record", () => {
  test("plain text is a message", () => {
    expect(parseLogLine("error: cannot connect to socket")).toEqual({
      kind: "message",
      level: 0,
      text: "error: cannot connect to socket",
    });
  });

  test.each(["", "   ", "@nix null", "@nix 3", '@nix {"action":"start","type":105,"fields":[3]}'])(
    "%j says nothing",
    (line) => {
      expect(parseLogLine(line)).toBeUndefined();
    },
  );

  test("a cut record is shown as it is", () => {
    expect(parseLogLine('@nix {"action":"msg","le')).toMatchObject({ kind: "message" });
  });

  test("a huge line is cut, a huge record is let go", () => {
    const huge = "a".repeat(5_000_000);
    expect(parseLogLine(huge)).toMatchObject({ text: expect.stringMatching(/^a{4000}$/) });
    expect(parseLogLine(aLine({ action: "result", fields: [huge], id: 1, type: 101 }))).toBeUndefined();
    const long = "b".repeat(100_000);
    expect(parseLogLine(aLine({ action: "result", fields: [long], id: 1, type: 101 }))).toMatchObject({
      text: expect.stringMatching(/^b{4000}…$/),
    });
  });

  test("numbers that are none count as nought", () => {
    const odd = { toString: 1, valueOf: 2 };
    expect(parseLogLine(aLine({ action: "result", fields: [odd, 2], id: 1, type: 105 }))).toMatchObject({
      counts: { done: 0, expected: 2 },
    });
    expect(parseLogLine(aLine({ action: "msg", level: odd, msg: "text" }))).toMatchObject({ level: 0 });
  });

  test("no line is too odd", () => {
    const odd = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.json().map((text) => `@nix ${text}`),
      fc
        .record({
          action: fc.constantFrom("start", "stop", "result", "msg"),
          type: fc.constantFrom(101, 104, 105, 108, 109),
          fields: fc.anything({ maxDepth: 2 }),
          msg: fc.anything({ maxDepth: 1 }),
          id: fc.anything({ maxDepth: 1 }),
        })
        .map(
          (record) => `@nix ${JSON.stringify(record, (_, value) => (typeof value === "bigint" ? 0 : value))}`,
        ),
    );
    fc.assert(fc.property(odd, (line) => void parseLogLine(line)));
  });
});

test("control characters go, text, tabs and newlines stay", () => {
  expect(stripControls("\x1b]0;title\x07a\x1b[1;32mb\x1b[0m\tc\nd\r\x00\x7f\x9b1mé\x1b")).toBe("ab\tc\nd1mé");
});
