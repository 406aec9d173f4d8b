/** What an action costs before it works: each bundle with an input it refuses, against an empty Node process, in pairs. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contracts } from "../workflows/contract/contracts.ts";
import { median, seconds } from "./support/measure.ts";

const rounds = 15;
const folder = mkdtempSync(join(tmpdir(), "bench-start-"));
try {
  const empty = join(folder, "empty.mjs");
  writeFileSync(empty, "");
  for (const { name, inputs } of contracts) {
    const program = join(import.meta.dirname, "../dist", `${name}.mjs`);
    const [choice = ""] =
      Object.entries(inputs).find(([, { kind }]) => kind === "choice" || kind === "count") ?? [];
    const environment = {
      PATH: process.env["PATH"],
      RUNNER_TEMP: folder,
      [`INPUT_${choice.toUpperCase()}`]: "refused",
    };
    const pairs = Array.from({ length: rounds }, () => ({
      bare: seconds(() => run(empty, {}, 0)),
      ours: seconds(() => run(program, environment, 1)),
    }));
    const ratio = median(pairs.map(({ bare, ours }) => ours / bare));
    const milliseconds = (1000 * median(pairs.map(({ ours }) => ours))).toFixed(0);
    console.log(
      `${name.padEnd(14)}${milliseconds.padStart(5)} ms, ${ratio.toFixed(2)}x of an empty process (at most 2.5)`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(program: string, environment: NodeJS.ProcessEnv, status: number): void {
  const done = spawnSync(process.execPath, [program], { env: environment, encoding: "utf8" });
  if (done.status !== status)
    throw new Error(`${program} ended with ${done.status}: ${done.stdout}${done.stderr}`);
}
