import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { pushClosure } from "../../actions/lib/cache/push.ts";
import { countPaths } from "../../actions/lib/cache/push-report.ts";
import { aCachix, aPush, aPushHost, impatient } from "../support/cachix.ts";
import { aClosure } from "../support/closures.ts";
import { aScene, expectWhole, watchVisible } from "../support/fault-matrix.ts";
import { realNix } from "../support/nix.ts";

function mount(...args: readonly string[]): boolean {
  return spawnSync("mount", args, { stdio: "ignore" }).status === 0;
}

const disk = mkdtempSync(join(tmpdir(), "nur-ci-disk-"));
const canMount = mount("-t", "tmpfs", "-o", "size=400k", "tmpfs", disk);
if (!canMount)
  test("left out: a server whose disk is full, for no tmpfs can be mounted here", () =>
    rmSync(disk, { recursive: true }));

if (canMount)
  test("a server whose disk is full is named; with room again the rest goes through", async () => {
    const nix = realNix();
    const scene = await aScene(nix, () => aClosure(nix, { paths: 99, bytes: 9000, seed: "disk" }));
    const server = await aCachix({ state: join(disk, "state") });
    try {
      const watch = watchVisible(server);
      const request = aPush(server.cache, { roots: [scene.root] });
      const report = await pushClosure(request, nix, aPushHost(), { http: impatient });
      expect(report.problems[0]).toMatchObject({
        severity: "error",
        what: expect.stringMatching(/500 .*ENOSPC/),
      });
      expect(countPaths(report.paths).failed).toBeGreaterThan(0);
      watch.check();
      expect(mount("-o", "remount,size=100m", disk)).toBe(true);
      await expectWhole(server, scene);
    } finally {
      await server.dispose();
      spawnSync("umount", [disk]);
      rmSync(disk, { recursive: true });
    }
  });
