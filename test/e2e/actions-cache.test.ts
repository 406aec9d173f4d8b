import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { localSystem } from "../../actions/lib/nix/eval.ts";
import { type ActionsCacheService, anActionsCacheService } from "../support/actions-cache-service.ts";
import { nixEnvironment } from "../support/nix.ts";
import { runStep, type StepResult } from "../support/runner.ts";

/** The committed bundle remembers failures through GitHub's own client, which speaks to a loopback service on the real wire. */

let folder: string;
let temporary: string;
let service: ActionsCacheService;
let runs = 0;
const results: StepResult[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "nur-ci-workspace-"));
  // The folder's path is part of an entry's identity.
  temporary = mkdtempSync(join(tmpdir(), "nur-ci-temp-"));
  service = await anActionsCacheService();
});
afterEach(async () => {
  await service.close();
  for (const result of results.splice(0)) result.dispose();
  for (const path of [folder, temporary]) rmSync(path, { recursive: true, force: true });
});

const salt = randomUUID();

async function build(script: string, inputs: Record<string, string> = {}): Promise<StepResult> {
  const system = localSystem();
  writeFileSync(
    join(folder, "flake.nix"),
    `{ outputs = _: { packages.${system}.moody = derivation {
      name = "moody"; system = "${system}"; salt = "${salt}-${folder}"; builder = "/bin/sh"; args = [ "-c" ${JSON.stringify(script)} ];
    }; }; }`,
  );
  const { NIX_CONFIG, XDG_CACHE_HOME } = nixEnvironment();
  const result = await runStep({
    action: "nix-build",
    workspace: folder,
    inputs: {
      flake: `path:${folder}`,
      attrs: "moody",
      memory: "actions-cache",
      "known-failures": "main, or so",
      ...inputs,
    },
    environment: {
      ...{ NIX_CONFIG, XDG_CACHE_HOME, ...service.environment },
      ...{ RUNNER_TEMP: temporary, GITHUB_RUN_ID: String(++runs), GITHUB_SHA: `commit${runs}` },
    },
  });
  results.push(result);
  return result;
}

const told = (result: StepResult) => result.annotations.map(({ message }) => message).join("\n");

test("what fails for good is not built again, until it is mended", async () => {
  const first = runs + 1;
  const broken = "echo broken; exit 3";

  const new_ = await build(broken);
  expect(told(new_)).toContain("; newly broken");
  expect(service.keys()).toEqual([`nur-ci-known-failures-1-main__or_so=${first}-1`]);

  const known = await build(broken);
  expect(known.exitCode).toBe(1);
  expect(known.log).toContain(`memory: read from nur-ci-known-failures-1-main__or_so=${first}-1`);
  expect(told(known)).toContain(`; still failing since commit${first}, not built again`);
  // The memory has not changed: there is nothing to write.
  expect(service.keys()).toHaveLength(1);

  const asked = await build(broken, { "retry-known": "true" });
  expect(told(asked)).toMatch(new RegExp(`; still failing since commit${first}$`, "m"));

  const mended = await build("echo > $out");
  expect(mended).toMatchObject({ exitCode: 0, outputs: { built: "1" } });
  expect(mended.summary).toContain(`mended: had failed since commit${first}`);
  expect(service.keys()).toHaveLength(2);

  expect(told(await build("exit 4"))).toContain("; newly broken");
}, 120_000);

test("a cache that refuses costs no more than the memory", async () => {
  service.serving = false;
  const result = await build("exit 3");
  expect(result.outputs).toMatchObject({ failed: "1" });
  expect(result.annotations.filter(({ level }) => level === "error")).toHaveLength(1);
  expect(service.keys()).toEqual([]);
}, 60_000);

test("one that another job has written is left as it is", async () => {
  await build("exit 3");
  runs--;
  const second = await build("exit 4", { "retry-known": "true" });
  expect(second.log).toMatch(/memory: .* was not taken by the Actions cache/);
  expect(service.keys()).toHaveLength(1);
}, 60_000);
