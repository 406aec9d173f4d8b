import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { buildEntries } from "../../../actions/nix-build/build-entries.ts";
import { someEntries } from "../../support/derivations.ts";
import { aHost } from "../../support/fake-host.ts";
import { realNix } from "../../support/nix.ts";
import { root } from "../../support/tree.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nur-ci-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function exists(path: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const watcher = watch(folder, () => existsSync(path) && resolve());
  if (existsSync(path)) resolve();
  await promise;
  watcher.close();
}

const linesOf = (path: string): number => readFileSync(path, "utf8").trim().split("\n").length;

test("after kill -9 in the middle, what was finished is not built again, and the rest is", async () => {
  const nix = realNix();
  const file = (name: string): string => join(folder, name);
  // Each says that it was begun; the second waits for a word that the killed run never gets.
  const entries = await someEntries(
    nix,
    `
    first = shell "first" "echo x >> ${file("first")}; echo > $out";
    second = shell "second" "echo \${first}; echo $PPID >> ${file("second")}; while ! test -e ${file("go")}; do /bin/sleep 0.1; done; echo > $out";
    third = shell "third" "echo \${second}; echo x >> ${file("third")}; echo > $out";
    `,
  );
  const args = [join(root, "test/support/build-process.ts"), JSON.stringify(entries)];
  const child = spawn(process.execPath, args, { stdio: "ignore", cwd: root, detached: true });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await exists(file("second"));
  // The whole group, as a runner that loses its patience.
  process.kill(-(child.pid ?? 0), "SIGKILL");
  await ended;
  writeFileSync(file("go"), "");
  const host = aHost();
  const { results } = await buildEntries({ entries }, nix, host);
  rmSync(host.temporary, { recursive: true });
  expect(results.attributes.map(({ name, state }) => [name, state])).toEqual([
    ["first", "substituted"],
    ["second", "built"],
    ["third", "built"],
  ]);
  expect([linesOf(file("first")), linesOf(file("third"))]).toEqual([1, 1]);
});
