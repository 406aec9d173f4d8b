import { afterEach, expect, test } from "@jest/globals";
import { pushClosure } from "../../../../actions/lib/cache/push.ts";
import { countPaths } from "../../../../actions/lib/cache/push-report.ts";
import { aCachix, aPush, aPushHost, impatient, type TestCachix } from "../../../support/cachix.ts";
import { realNix } from "../../../support/nix.ts";

/** Archives of some size on a slow line, and many small ones: who waits for whom. */

const nix = realNix();
const mebibyte = 1024 * 1024;
let server: TestCachix;
afterEach(() => server.dispose());

test("sixty small paths are published while the first of three big ones is still on the wire", async () => {
  const expression = `
    let
      build = name: script: derivation {
        inherit name; system = builtins.currentSystem; builder = "/bin/sh"; PATH = "/usr/bin:/bin";
        args = [ "-c" script ];
      };
      big = n: build "nur-ci-slow-big-\${toString n}" "head -c 6000000 /dev/urandom > $out";
      small = n: build "nur-ci-slow-small-\${toString n}" "echo \${toString n} > $out";
    in builtins.genList big 3 ++ builtins.genList small 60`;
  const made = await nix("nix-build", ["--no-out-link", "--expr", expression]);
  const roots = made.stdout.trim().split("\n");
  expect(roots).toHaveLength(63);
  server = await aCachix();
  const times = Number.POSITIVE_INFINITY;
  server.faults.add({ method: "PUT", bytes: mebibyte, times, fault: { kind: "delay", milliseconds: 5000 } });
  const request = aPush(server.cache, { roots, verify: "none" });
  const report = await pushClosure(request, nix, aPushHost(), { http: impatient });
  expect([report.problems, countPaths(report.paths).pushed]).toEqual([[], 63]);
  // The log is in the order in which requests ended.
  const firstBig = server.requests.findIndex(({ method, bytesIn }) => method === "PUT" && bytesIn > mebibyte);
  const before = server.requests.slice(0, firstBig);
  expect(before.filter(({ path }) => path.endsWith("/complete"))).toHaveLength(60);
}, 60_000);
