import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { githubHost } from "../../../../actions/lib/host/github-host.ts";

let folder: string;
let now: number;
let printed: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nur-ci-test-"));
  now = 1_000_000;
  printed = [];
  jest.spyOn(Date, "now").mockImplementation(() => now);
  jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed.push(String(text).split("\n")[1] ?? "");
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test("progress is told every five seconds while there is news, and every thirty as a heartbeat", () => {
  const host = githubHost({ RUNNER_TEMP: folder });
  for (let second = 0; second <= 70; second++) {
    host.progress(`${second < 12 ? 1 : 2}/3 derivations · 1 running · big (buildPhase) for ${second}s`);
    now += 1000;
  }
  expect(printed.map((line) => / for (\d+)s$/.exec(line)?.[1])).toEqual(["0", "12", "42"]);
});
