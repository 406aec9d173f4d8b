import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type PushRequest, pushClosure } from "../../../../actions/lib/cache/push.ts";
import { countPaths } from "../../../../actions/lib/cache/push-report.ts";
import { parseTargetReference } from "../../../../actions/lib/cache/reference.ts";
import type { Environment } from "../../../../actions/lib/host/host.ts";
import { aPushHost, buildClosure, impatient } from "../../../support/cachix.ts";
import { nixEnvironment, realNix } from "../../../support/nix.ts";
import { anSshStore, type SshStore } from "../../../support/ssh-store.ts";
import { describeIf, hasTool, pathWithout } from "../../../support/tools.ts";

const describeWithSshd = describeIf(hasTool("sshd", "a store behind a real sshd"));

describeWithSshd("a store at ssh-ng://", () => {
  let server: SshStore;
  let root: string;
  let secret: string;
  let keys: string;
  let closure: readonly string[];

  beforeAll(async () => {
    keys = mkdtempSync(join(tmpdir(), "nur-ci-keys-"));
    const [secretFile, publicFile] = [join(keys, "secret"), join(keys, "public")];
    const make = ["--generate-binary-cache-key", "own-1", secretFile, publicFile];
    execFileSync("nix-store", make, { stdio: "pipe" });
    secret = readFileSync(secretFile, "utf8").trim();
    const theirs = `trusted-public-keys = ${readFileSync(publicFile, "utf8").trim()}\nbuild-users-group =`;
    server = await anSshStore(theirs);
    ({ root, closure } = await buildClosure(realNix()));
  });
  afterAll(async () => {
    await server.dispose();
    rmSync(keys, { recursive: true });
  });

  function push(url: string, overrides: Partial<PushRequest> = {}, environment: Environment = {}) {
    const cache = parseTargetReference(url);
    if (!cache.ok) throw new Error(url);
    const request: PushRequest = {
      ...{ cache: cache.value, token: "", signingKey: secret, roots: [root], policy: "fail", verify: "full" },
      ...overrides,
    };
    const nix = realNix({ ...nixEnvironment(), ...server.environment, ...environment });
    return pushClosure(request, nix, aPushHost(), { http: impatient });
  }

  test("takes nothing that no key it trusts has signed, then all, and nothing twice; what is rotten there is found", async () => {
    const unsigned = await push(server.url, { signingKey: "" });
    expect(unsigned.problems).toMatchObject([
      { code: "cache-refused", what: expect.stringMatching(/lacks a (valid signature|signature by)/) },
    ]);
    const report = await push(server.url);
    expect(report.problems).toEqual([]);
    expect(countPaths(report.paths)).toMatchObject({ pushed: 3, present: 0, failed: 0 });
    const there = join(server.folder, "store");
    expect(existsSync(there + root)).toBe(true);
    expect(server.asked().join("\n")).not.toContain(secret.slice(6));
    expect(countPaths((await push(server.url)).paths)).toMatchObject({ pushed: 0, present: 3, failed: 0 });
    const leaf = closure.find((path) => path.endsWith("-leaf")) ?? "";
    chmodSync(there + leaf, 0o644);
    writeFileSync(there + leaf, "rotten");
    expect((await push(server.url)).problems).toMatchObject([{ code: "read-back-failed", where: leaf }]);
  });

  test.each([
    ["a key it does not know", "cache-refused", "Permission denied", /[/]user(?=&)/, "/stranger"],
    [
      "a machine nobody vouches for",
      "cache-refused",
      "Host key verification failed",
      /(?<=File=)\S+/,
      "/dev/null",
    ],
    ["nobody listening", "cache-unreachable", "Connection refused", /(?<=-p )\d+/, "9"],
    ["no Nix there", "tool-missing", "not found", /[?]/, "?remote-program=no-such-nix-daemon&"],
  ] as const)("fails at once, and says why: %s", async (_name, code, said, from, to) => {
    const options = (server.environment["NIX_SSHOPTS"] ?? "").replace(from, to);
    const report = await push(server.url.replace(from, to), {}, { NIX_SSHOPTS: options });
    expect(report.problems).toMatchObject([{ code, what: expect.stringContaining(said) }]);
    expect(countPaths(report.paths)).toMatchObject({ pushed: 0, failed: 3 });
  });

  test("needs ssh here, and says so", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nur-ci-no-ssh-"));
    const report = await push(server.url, {}, { PATH: pathWithout("ssh", folder) });
    rmSync(folder, { recursive: true });
    expect(report.problems).toMatchObject([{ code: "tool-missing", fix: expect.stringContaining("ssh") }]);
  });
});
