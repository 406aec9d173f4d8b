/** Any store Nix can write to, pushed to by `nix copy`. Which paths arrived is asked of the store, before and after. */

import { type Outcome, refuse, succeed } from "../../../workflows/problem.ts";
import type { PathInfo } from "../nix/path-info.ts";
import { chunkArguments } from "../nix/store.ts";
import { explainNixFailure, isComplaint } from "./nix-copy-log.ts";
import type { PathOutcome } from "./push-paths.ts";
import type { StoreReference } from "./reference.ts";
import { sendInTurn } from "./send-in-turn.ts";
import { parseSigningKey, type SigningKey } from "./signing.ts";
import { findMissingIn, type Store, storeOf } from "./store.ts";
import { readBackStore } from "./store-verify.ts";
import type { Target, TargetRequest, TargetWorld } from "./target.ts";

/** Problem: signing-key. Whether the store answers shows at the first question. */
export async function openStore(
  { cache, token, signingKey }: TargetRequest<StoreReference>,
  world: TargetWorld,
): Promise<Outcome<Target>> {
  const key = namedKey(signingKey);
  if (!key.ok) return key;
  const store = await storeOf(cache, { token, signingKey, key: key.value }, world);
  return succeed({
    readOnly: undefined,
    findMissing: (infos) => findMissingIn(store, infos),
    openSending: (onDone) => sendInTurn((infos) => send(store, infos), onDone),
    pin: undefined,
    readBack: (infos, depth) => readBackStore(store, infos, depth),
  });
}

function namedKey(text: string): Outcome<SigningKey | undefined> {
  if (text === "") return succeed(undefined);
  const key = parseSigningKey(text);
  if (!key.ok || key.value.name !== undefined) return key;
  return refuse({
    code: "signing-key",
    severity: "error",
    where: "signing-key",
    what: "the signing key has no name: Nix signs with NAME:KEY only",
    fix: "give the file that nix-store --generate-binary-cache-key NAME SECRET PUBLIC wrote",
  });
}

async function send(store: Store, infos: readonly PathInfo[]): Promise<readonly PathOutcome[]> {
  const paths = infos.map(({ path }) => path);
  const errors: string[] = [];
  // References come first, so that each call finds what its paths refer to.
  for (const chunk of chunkArguments(paths)) errors.push(...(await copy(store, chunk)));
  const missing = await findMissingIn(store, infos);
  return infos.map(({ path, narSize }) => {
    if (missing.ok && !missing.value.has(path))
      return { result: { path, state: "pushed", narBytes: narSize } };
    const problem = missing.ok ? explainNixFailure(store.reference, errors, path) : missing.problems[0];
    return {
      result: { path, state: "failed", reason: problem?.what ?? "" },
      ...(problem === undefined ? {} : { problem }),
    };
  });
}

/** The lines that tell of errors. One path's failure does not end the others (`keep-going`). */
async function copy(
  { nix, url, settings, environment, signStep }: Store,
  paths: readonly string[],
): Promise<readonly string[]> {
  const errors: string[] = [];
  const options = {
    environment,
    onErrorLine: (line: string) => {
      if (isComplaint(line) && errors.length < 1000) errors.push(line.trim());
    },
  };
  if (signStep.length > 0) await nix("nix", [...signStep, ...paths], options);
  const done = await nix(
    "nix",
    ["copy", "--no-recursive", "--to", url, ...settings, "--option", "keep-going", "true", ...paths],
    options,
  );
  if (done.endedBy !== "exit") errors.push(`nix copy ended by ${done.endedBy}`);
  return errors;
}
