import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { localSystem } from "../../../actions/lib/nix/local-system.ts";
import { buildEntries } from "../../../actions/nix-build/build-entries.ts";
import { exists } from "../../support/builds.ts";
import { someEntries } from "../../support/derivations.ts";
import { aHost } from "../../support/fake-host.ts";
import { nixEnvironment, realNix } from "../../support/nix.ts";
import { parseCommandFile } from "../../support/runner.ts";
import { root } from "../../support/tree.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nur-ci-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s ends the builders, tells what is done and what was not reached, and fails the step",
  async (name) => {
    const file = (base: string): string => join(folder, base);
    const shell = (base: string, script: string) =>
      `derivation { name = "${base}"; system = "${localSystem()}"; salt = "${folder}"; builder = "/bin/sh"; args = [ "-c" "${script}" ]; }`;
    const slow = `echo $$ > ${file("new")}; echo \${first}; /bin/mv ${file("new")} ${file("started")}; exec /bin/sleep 600`;
    writeFileSync(
      file("flake.nix"),
      `{ outputs = _: { packages.${localSystem()} = rec { first = ${shell("first", "echo > $out")}; slow = ${shell("slow", slow)}; }; }; }`,
    );
    writeFileSync(file("output"), "");
    const child = spawn(process.execPath, [join(root, "actions/nix-build/main.ts")], {
      stdio: "ignore",
      env: {
        ...nixEnvironment(),
        ...{ INPUT_FLAKE: `path:${folder}`, INPUT_ATTRS: "first\nslow", GITHUB_OUTPUT: file("output") },
        ...{ RUNNER_TEMP: file("temp"), GITHUB_WORKSPACE: folder },
      },
    });
    const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve([code, signal])));
    await exists(file("started"));
    child.kill(name);
    expect(await ended).toEqual([1, null]);
    const outputs = parseCommandFile(readFileSync(file("output"), "utf8"));
    expect(outputs).toMatchObject({ built: "1", failed: "0", "not-reached": "1" });
    const states = JSON.parse(readFileSync(outputs["results-file"] ?? "", "utf8")).attributes;
    expect(states.map(({ state }: { state: string }) => state)).toEqual(["built", "not-reached"]);
    expect(() => process.kill(Number(readFileSync(file("started"), "utf8")), 0)).toThrow("ESRCH");
  },
);

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
