import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { pushClosure } from "../../actions/lib/cache/push.ts";
import { countPaths } from "../../actions/lib/cache/push-report.ts";
import { aCachix, aPush, aPushHost, impatient, type TestCachix } from "../support/cachix.ts";
import { aClosure } from "../support/closures.ts";
import { aScene, expectWhole, type Scene, watchVisible } from "../support/fault-matrix.ts";
import { nixEnvironment, realNix } from "../support/nix.ts";

const nix = realNix();
const program = join(import.meta.dirname, "../../actions/cli/main.ts");
let scene: Scene;
let server: TestCachix;
let folder: string;

beforeAll(async () => {
  scene = await aScene(nix, () => aClosure(nix, { paths: 99, bytes: 2000, seed: "faults" }));
});
beforeEach(async () => {
  server = await aCachix();
  folder = mkdtempSync(join(tmpdir(), "nur-ci-killed-"));
});
afterEach(async () => {
  await server.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** The program people run, in a process of its own. */
function start(): {
  readonly child: ChildProcess;
  readonly ended: Promise<readonly [number | null, string]>;
} {
  const child = spawn(
    process.execPath,
    [program, "push", "--to", server.cache.reference, "--json", scene.root],
    {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...nixEnvironment(), NODE_OPTIONS: "", CACHIX_AUTH_TOKEN: server.cache.token },
    },
  );
  let said = "";
  child.stdout?.on("data", (chunk) => {
    said += String(chunk);
  });
  return { child, ended: once(child, "close").then(([code]) => [code as number | null, said]) };
}

/** Of the requests of a whole push: settings, question, four a path, and reading back. */
const moments = Array.from({ length: 20 }, () => Math.floor(Math.random() * 600) + 1);

test.each(moments)("kill -9 when %d requests have ended", async (moment) => {
  const watch = watchVisible(server);
  const { child, ended } = start();
  const waiting = setInterval(() => {
    if (server.requests.length >= moment) child.kill("SIGKILL");
  }, 1);
  await ended;
  clearInterval(waiting);
  watch.check();
  await expectWhole(server, scene);
});

test("SIGTERM: it says that it was cancelled, ends every upload it knows of, and the next run completes", async () => {
  const watch = watchVisible(server);
  const { child, ended: leaving } = start();
  const waiting = setInterval(() => {
    if (server.requests.length < 100) return;
    child.kill("SIGTERM");
    clearInterval(waiting);
  }, 1);
  const [code, said] = await leaving;
  clearInterval(waiting);
  watch.check();
  expect(code).not.toBe(0);
  expect(said).toContain('"cancelled"');
  // An upload whose number was still on its way to us cannot be aborted: the server drops it by age.
  const idsOf = (pattern: RegExp) => server.requests.flatMap(({ path }) => pattern.exec(path)?.[1] ?? []);
  const ended = new Set(idsOf(/multipart-nar\/([^/]+)\/(?:complete|abort)$/));
  expect(idsOf(/multipart-nar\/([^/]+)$/).filter((id) => !ended.has(id))).toEqual([]);
  await expectWhole(server, scene);
});

test("two jobs push the same closure at once: both green, nothing corrupt", async () => {
  const watch = watchVisible(server);
  const request = aPush(server.cache, { roots: [scene.root] });
  const push = () => pushClosure(request, nix, aPushHost(), { http: impatient });
  const reports = await Promise.all([push(), push()]);
  for (const report of reports) {
    expect(report.problems).toEqual([]);
    expect(countPaths(report.paths).failed).toBe(0);
  }
  watch.check();
  await expectWhole(server, scene);
});
