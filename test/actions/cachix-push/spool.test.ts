import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { keepDrain, openSpool, readSpool } from "../../../actions/cachix-push/spool.ts";

let home: string;
const [a, b] = ["a", "b"].map((letter) => `/nix/store/${letter.repeat(32)}-${letter}`) as [string, string];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "nur-ci-spool-"));
});
afterEach(() => rmSync(home, { recursive: true }));

function environment(run: string, more: Readonly<Record<string, string>> = {}) {
  return { HOME: home, GITHUB_REPOSITORY: "o/r", RUNNER_NAME: "one", GITHUB_RUN_ID: run, ...more };
}

describe("a spool is read", () => {
  test("in whole lines, each once, and what is no store path is left out", async () => {
    const spool = await openSpool(environment("1"), "house");
    appendFileSync(spool.built, `${a}\nrubbish\n\n${b}\n${a.slice(0, 20)}`);
    const first = await readSpool(spool, 0);
    expect(first.paths).toEqual([a, b]);
    appendFileSync(spool.built, `${a.slice(20)}\n`);
    const second = await readSpool(spool, first.offset);
    expect(second.paths).toEqual([a]);
    expect((await readSpool(spool, second.offset)).paths).toEqual([]);
  });
});

describe("what a dead job left", () => {
  async function aDeadSpool(more: Readonly<Record<string, string>> = {}) {
    const spool = await openSpool(environment("1", more), "house");
    appendFileSync(spool.built, `${a}\n`);
    return spool;
  }

  test("goes to the next one of the same repository, runner and cache", async () => {
    const dead = await aDeadSpool();
    const next = await openSpool(environment("2"), "house");
    expect(readFileSync(next.built, "utf8")).toBe(`${a}\n`);
    expect(existsSync(dead.folder)).toBe(false);
  });

  test.each([
    ["another repository", { GITHUB_REPOSITORY: "o/other" }, "house"],
    ["another runner", { RUNNER_NAME: "two" }, "house"],
    ["another cache", {}, "barn"],
    ["another step of the same job", { GITHUB_RUN_ID: "1" }, "house"],
  ])("does not go to %s", async (_name, more, cache) => {
    const dead = await aDeadSpool();
    const next = await openSpool(environment("2", more), cache);
    expect(readFileSync(next.built, "utf8")).toBe("");
    expect(existsSync(dead.folder)).toBe(true);
  });

  test("stays while its drain still works", async () => {
    const dead = await aDeadSpool();
    await keepDrain(dead, process.pid);
    expect(readFileSync((await openSpool(environment("2"), "house")).built, "utf8")).toBe("");
    expect(existsSync(dead.folder)).toBe(true);
  });

  test("is dropped after a week", async () => {
    const dead = await aDeadSpool();
    const old = Date.now() / 1000 - 8 * 86_400;
    utimesSync(dead.built, old, old);
    const next = await openSpool(environment("2"), "house");
    expect(readFileSync(next.built, "utf8")).toBe("");
    expect(readdirSync(dirname(next.folder))).toHaveLength(1);
  });
});
