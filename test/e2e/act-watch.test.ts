import { afterEach, expect, test } from "@jest/globals";
import { pins } from "../../workflows/pins.ts";
import { sampleSpec } from "../../workflows/specs.ts";
import { aRepository, runAct } from "../support/act.ts";
import { aCachix } from "../support/cachix.ts";
import { nixEnvironment } from "../support/nix.ts";
import { describeIf, hasTool } from "../support/tools.ts";

/** cachix-push between the steps of a workflow as people write them: one line differs from cachix/cachix-action. */

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

function workflow(cache: string, builds: readonly string[]): string {
  const steps = builds.flatMap((command, index) => [
    `      - name: Build ${index}`,
    `        run: ${command}`,
  ]);
  return [
    "name: watch",
    "on: push",
    "permissions: {}",
    "jobs:",
    "  build:",
    "    runs-on: ubuntu-24.04",
    "    steps:",
    "      - name: Checkout",
    `        uses: ${pins.checkout.action}@${pins.checkout.sha}`,
    "      - name: Cache",
    "        uses: ./actions/cachix-push",
    "        with:",
    `          name: ${cache}`,
    "          authToken: ${{ secrets.CACHIX_AUTH_TOKEN }}",
    ...steps,
  ].join("\n");
}

const conclusions = [
  ["green", [], "success"],
  ["red", ["exit 1"], "failure"],
] as const;
const describeWithAct = describeIf(hasTool("act", "cachix-push watching a job, run by act"));

describeWithAct("by act", () => {
  test.each(conclusions)(
    "a job that ends %s: main, a build, post",
    async (_name, more, conclusion) => {
      const server = await aCachix();
      const repository = aRepository(sampleSpec);
      cleanups.push(() => server.dispose(), repository.dispose);
      const name = `nur-ci-act-${process.pid}-${Date.now()}`;
      const expression = `derivation { name = "${name}"; system = builtins.currentSystem; builder = "/bin/sh"; args = [ "-c" "echo built > $out" ]; }`;
      repository.write("default.nix", expression);
      repository.write(
        ".github/workflows/watch.yml",
        workflow(server.cache.reference, ["nix-build default.nix", ...more]),
      );
      const result = await runAct(repository, {
        event: "push",
        workflow: "watch",
        secrets: { CACHIX_AUTH_TOKEN: server.cache.token },
        environment: nixEnvironment(),
      });
      expect(result.jobs).toEqual({ build: conclusion });
      const [, path = ""] = new RegExp(`^pushed +(/nix/store/\\S+-${name}) `, "m").exec(result.log) ?? [];
      expect(path).not.toBe("");
      expect((await fetch(`${server.cache.readUrl}/${path.slice(11, 43)}.narinfo`)).status).toBe(200);
      expect(result.log).toContain("hit rate 0 %: 0 fetched, 1 built");
      expect(result.log).not.toContain(server.cache.token);
    },
    120_000,
  );
});
