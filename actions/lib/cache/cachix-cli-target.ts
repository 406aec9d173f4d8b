/** A Cachix, pushed to by the real `cachix` program. What it did is asked of the cache, never read off its log. */

import { execa } from "execa";
import { type Outcome, type Problem, refuse, succeed } from "../../../workflows/problem.ts";
import { withoutSecrets } from "../host/environment.ts";
import type { PathInfo } from "../nix/path-info.ts";
import { quote } from "./access.ts";
import { openCachix } from "./cachix-target.ts";
import type { PathOutcome } from "./push-paths.ts";
import type { CacheReference } from "./reference.ts";
import { sendInTurn } from "./send-in-turn.ts";
import type { Target, TargetRequest, TargetWorld } from "./target.ts";

type Request = TargetRequest<Omit<CacheReference, "kind"> & { readonly kind: "cachix-cli" }>;

const publicHost = "https://cachix.org";

/** Problems: those of a Cachix, and tool-missing. */
export async function openCachixProgram(request: Request, world: TargetWorld): Promise<Outcome<Target>> {
  const [opened, version] = await Promise.all([
    openCachix({ ...request, cache: { ...request.cache, kind: "cachix" } }, world),
    runCachix(["--version"], { request, world, input: "" }),
  ]);
  if (version.exitCode !== 0) return refuse(noProgram);
  if (!opened.ok) return opened;
  const target = opened.value;
  return succeed({
    ...target,
    openSending: (onDone) => sendInTurn((infos) => send(infos, { request, world, target }), onDone),
  });
}

type Errand = {
  readonly request: Request;
  readonly world: TargetWorld;
  readonly target: Target;
};

async function send(infos: readonly PathInfo[], errand: Errand): Promise<readonly PathOutcome[]> {
  const { request, world, target } = errand;
  const { host, name } = request.cache;
  const done = await runCachix([...(host === publicHost ? [] : ["--host", host]), "push", name], {
    request,
    world,
    input: infos.map(({ path }) => `${path}\n`).join(""),
  });
  const missing = await target.findMissing(infos);
  return infos.map(({ path, narSize }) => {
    if (missing.ok && !missing.value.has(path))
      return { result: { path, state: "pushed", narBytes: narSize } };
    const problem = missing.ok ? failure(request, path, done) : missing.problems[0];
    return {
      result: { path, state: "failed", reason: problem?.what ?? "" },
      ...(problem === undefined ? {} : { problem }),
    };
  });
}

type Completion = { readonly exitCode: number | undefined; readonly said: string };

/** Token and key are in the environment of this one program; paths go to its standard input. */
async function runCachix(
  args: readonly string[],
  { request, world, input }: Pick<Errand, "request" | "world"> & { readonly input: string },
): Promise<Completion> {
  const done = await execa("cachix", args, {
    env: {
      ...withoutSecrets(world.environment),
      CACHIX_AUTH_TOKEN: request.token,
      ...(request.signingKey === "" ? {} : { CACHIX_SIGNING_KEY: bareKey(request.signingKey) }),
    },
    extendEnv: false,
    reject: false,
    input,
    cancelSignal: world.signal,
    forceKillAfterDelay: 5000,
  });
  return { exitCode: done.exitCode, said: `${done.stderr}`.trim() };
}

/** It garbles a `NAME:` silently instead of refusing it. */
function bareKey(key: string): string {
  return key.slice(key.indexOf(":") + 1).trim();
}

function failure({ cache, token }: Request, path: string, { exitCode, said }: Completion): Problem {
  const last = quote({ token }, said.split("\n").slice(-3).join(" "));
  return {
    code: "push-failed",
    severity: "error",
    where: cache.text,
    what: `cachix ended with ${exitCode ?? "a signal"} and ${path} is not in the cache: ${last}`,
    fix: "run the same command again: what is there already is not sent twice",
  };
}

const noProgram: Problem = {
  code: "tool-missing",
  severity: "error",
  where: "cachix",
  what: 'the client "cachix-cli" needs the program cachix, which is not on PATH',
  fix: "install it (nix profile install nixpkgs#cachix), or leave the client out: ours needs no program",
};
