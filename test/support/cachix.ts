/** A loopback Cachix and closures of real Nix for tests. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PushRequest } from "../../actions/lib/cache/push.ts";
import { parseCacheReference } from "../../actions/lib/cache/reference.ts";
import type { Nix } from "../../actions/lib/nix/command.ts";
import {
  type CachixOptions,
  type LocalCache,
  type LocalCachix,
  startCachix,
} from "../../infra/local/cachix/cachix.ts";

export type TestCachix = LocalCachix & {
  readonly cache: LocalCache;
  readonly state: string;
  /** Calls after every request, until the next such call. */
  readonly onRequest: (listener: () => void) => void;
  /** Stops the server and removes its state. */
  readonly dispose: () => Promise<void>;
};

export async function aCachix(options: Partial<CachixOptions> = {}): Promise<TestCachix> {
  const state = options.state ?? mkdtempSync(join(tmpdir(), "nur-ci-cachix-"));
  let listener = (): void => undefined;
  const onRequest = () => listener();
  const started = await startCachix({ caches: [{ name: "house" }], onRequest, ...options, state });
  if (!started.ok) throw new Error(JSON.stringify(started.problems));
  const dispose = async () => {
    await started.value.close();
    rmSync(state, { recursive: true, force: true });
  };
  return {
    ...started.value,
    cache: started.value.caches[0] as LocalCache,
    state,
    onRequest: (next) => {
      listener = next;
    },
    dispose,
  };
}

export function aPush(cache: LocalCache, overrides: Partial<PushRequest> = {}): PushRequest {
  const reference = parseCacheReference(cache.reference);
  if (!reference.ok) throw new Error(cache.reference);
  return {
    cache: reference.value,
    token: cache.token,
    signingKey: "",
    roots: [],
    policy: "fail",
    verify: "quick",
    ...overrides,
  };
}

/** All that a push asks of its host; unlike a fake host it makes no folder of its own. */
export function aPushHost(controller: AbortController = new AbortController()) {
  return {
    signal: controller.signal,
    mask: (_secret: string): void => undefined,
    progress: (_line: string): void => undefined,
    environment: process.env,
    temporary: tmpdir(),
  };
}

/** Retries without waiting. */
export const impatient = { wait: async () => undefined, random: () => 0 };

/** The same paths on every run: real Nix, real references, a shell as builder. */
export async function buildClosure(
  nix: Nix,
): Promise<{ readonly root: string; readonly closure: readonly string[] }> {
  const expression = `
    let
      build = name: script: derivation {
        inherit name; system = builtins.currentSystem; builder = "/bin/sh"; PATH = "/usr/bin:/bin";
        args = [ "-c" script ];
      };
      leaf = build "nur-ci-test-leaf" "echo leaf > $out";
      link = build "nur-ci-test-link" "mkdir $out; ln -s \${leaf} $out/leaf; echo 'echo run' > $out/run; chmod +x $out/run";
    in build "nur-ci-test-root" "mkdir -p $out/empty; echo \${link} $out > $out/text; : > $out/nothing"`;
  const done = await nix("nix-build", ["--no-out-link", "--expr", expression]);
  if (done.exitCode !== 0) throw new Error(done.stderr);
  const root = done.stdout.trim();
  const closure = await nix("nix-store", ["--query", "--requisites", root]);
  return { root, closure: closure.stdout.trim().split("\n") };
}
