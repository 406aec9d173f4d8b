import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { afterEach, expect, test } from "@jest/globals";
import { pushClosure } from "../../../../actions/lib/cache/push.ts";
import { countPaths } from "../../../../actions/lib/cache/push-report.ts";
import { parseNarInfo } from "../../../../actions/lib/nix/narinfo.ts";
import type { LocalCache } from "../../../../infra/local/cachix/cachix.ts";
import { aPush, aPushHost, buildClosure, impatient } from "../../../support/cachix.ts";
import { realNix } from "../../../support/nix.ts";

const script = join(import.meta.dirname, "../../../support/cachix-process.ts");
const children: ChildProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

async function start(state: string, port = "0") {
  const child = spawn(process.execPath, [script, state, port], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  children.push(child);
  const lines: Interface = createInterface({ input: child.stdout });
  const [url] = (await once(lines, "line")) as [string];
  const secrets = JSON.parse(readFileSync(join(state, "caches/house/secrets.json"), "utf8")) as {
    token: string;
  };
  const cache = { token: secrets.token, reference: `cachix+${url}/house` } as LocalCache;
  return { child, lines, cache, port: new URL(url).port };
}

/** Whatever moment it died at: what is visible is whole. */
function visible(state: string): readonly string[] {
  const folder = join(state, "caches/house");
  return readdirSync(join(folder, "narinfo"))
    .filter((name) => name.endsWith(".narinfo"))
    .map((name) => {
      const narInfo = parseNarInfo(readFileSync(join(folder, "narinfo", name), "utf8"));
      if (typeof narInfo === "string") throw new Error(`${name}: ${narInfo}`);
      const nar = readFileSync(join(folder, narInfo.url));
      expect(narInfo.url).toContain(createHash("sha256").update(nar).digest("hex"));
      return name;
    });
}

test.each([2, 8, 12, 13])("killed -9 when request %d has ended, a second push completes", async (moment) => {
  const nix = realNix();
  const { root } = await buildClosure(nix);
  const state = mkdtempSync(join(tmpdir(), "nur-ci-killed-"));
  folders.push(state);
  const first = await start(state);
  let ended = 0;
  first.lines.on("line", () => {
    if (++ended === moment) first.child.kill("SIGKILL");
  });
  const broken = await pushClosure(aPush(first.cache, { roots: [root], verify: "none" }), nix, aPushHost(), {
    http: impatient,
  });
  await kill(first.child);
  const pushed = countPaths(broken.paths).pushed;
  expect(visible(state).length).toBeGreaterThanOrEqual(pushed);
  if (pushed < 3) expect(broken.problems).toMatchObject([{ code: "cache-unreachable", severity: "error" }]);

  const second = await start(state, first.port);
  expect(second.cache).toEqual(first.cache);
  const healed = await pushClosure(aPush(second.cache, { roots: [root] }), nix, aPushHost(), {
    http: impatient,
  });
  expect(healed.problems).toEqual([]);
  expect(visible(state)).toHaveLength(3);
});
