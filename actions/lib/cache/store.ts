/** A store as Nix names it, with what Nix needs to reach it. Secrets go into files of one folder, never into arguments. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Outcome, type Problem, refuse, succeed } from "../../../workflows/problem.ts";
import { amazonVariables } from "../host/environment.ts";
import type { Environment } from "../host/host.ts";
import type { Nix } from "../nix/command.ts";
import type { PathInfo } from "../nix/path-info.ts";
import { chunkArguments } from "../nix/store.ts";
import { parseStorePath, storeDirectory } from "../nix/store-path.ts";
import { createLane } from "./lanes.ts";
import { explainNixFailure } from "./nix-copy-log.ts";
import { folderSource, httpSource, type ReadSource } from "./read-source.ts";
import type { StoreReference } from "./reference.ts";
import type { SigningKey } from "./signing.ts";
import type { TargetWorld } from "./target.ts";

export type Store = {
  readonly reference: StoreReference;
  readonly nix: Nix;
  /** With the key's file among its parameters, where Nix takes it there. */
  readonly url: string;
  /** Arguments every call gets. */
  readonly settings: readonly string[];
  /** Arguments of `nix` that sign paths here first; empty where the store signs what it takes in. */
  readonly signStep: readonly string[];
  readonly environment: Environment;
  /** How to look into it without Nix; undefined where only Nix can. */
  readonly source: ReadSource | undefined;
  readonly wait: TargetWorld["wait"];
  readonly signal: AbortSignal;
};

export type StoreSecrets = {
  readonly token: string;
  readonly signingKey: string;
  readonly key: SigningKey | undefined;
};

const binaryCache = /^(?:file|https?|s3):/;

export async function storeOf(
  reference: StoreReference,
  secrets: StoreSecrets,
  world: TargetWorld,
): Promise<Store> {
  const { text } = reference;
  const keyFile = await writeSecret(world, "secret-key", secrets.signingKey);
  const isWeb = /^https?:/.test(text);
  const host = isWeb ? new URL(text).hostname : "";
  const netrc = isWeb && secrets.token !== "" ? `machine ${host} password ${secrets.token}\n` : "";
  const netrcFile = await writeSecret(world, "netrc", netrc);
  const signsItself = keyFile !== undefined && binaryCache.test(text);
  return {
    reference,
    nix: world.nix,
    url: signsItself ? `${text}${text.includes("?") ? "&" : "?"}secret-key=${keyFile}` : text,
    settings: [
      // What Nix remembers of an earlier look may be wrong by now.
      ...["--option", "narinfo-cache-negative-ttl", "0", "--option", "narinfo-cache-positive-ttl", "0"],
      ...(netrcFile === undefined ? [] : ["--option", "netrc-file", netrcFile]),
    ],
    signStep: keyFile === undefined || signsItself ? [] : ["store", "sign", "--key-file", keyFile],
    environment: text.startsWith("s3:") ? amazonVariables(world.environment) : {},
    source: sourceOf(text, secrets, world),
    wait: world.wait,
    signal: world.signal,
  };
}

/** Store paths of those it lacks. Problems: cache-unreachable, cache-refused. */
export async function findMissingIn(
  store: Store,
  infos: readonly PathInfo[],
): Promise<Outcome<ReadonlySet<string>>> {
  const quick = await findMissingByHttp(store, infos);
  if (quick !== undefined) return quick;
  const missing = new Set<string>();
  for (const chunk of chunkArguments(infos.map(({ path }) => path))) {
    const answer = await askNix(store, chunk);
    if (!answer.ok) return answer;
    for (const path of answer.value) missing.add(path);
  }
  return succeed(missing);
}

async function askNix(store: Store, paths: readonly string[]): Promise<Outcome<readonly string[]>> {
  const options = { environment: store.environment, signal: store.signal };
  const which = ["--option", "store", store.url, ...store.settings];
  const args = [...which, "--check-validity", "--print-invalid", ...paths];
  const done = await store.nix("nix-store", args, options);
  if (done.exitCode === 0) return succeed(done.stdout.split("\n").filter(isStorePath));
  // nix-store 2.34 dies of a segmentation fault once it has asked a store over HTTP, s3 included; nix does not.
  const again =
    done.endedBy === "signal"
      ? await store.nix("nix", ["path-info", "--json", ...which, ...paths], options)
      : done;
  if (again.exitCode === 0) return succeed(absentIn(again.stdout, paths));
  const end = again.endedBy === "exit" ? [] : [`Nix ended by ${again.endedBy}`];
  return refuse(explainNixFailure(store.reference, [...again.stderr.split("\n"), ...end], undefined));
}

function isStorePath(line: string): boolean {
  return line.startsWith(`${storeDirectory}/`);
}

/** Of `nix path-info --json`, as Nix since 2.19 writes it: what is absent is null. */
function absentIn(json: string, paths: readonly string[]): readonly string[] {
  const found = JSON.parse(json) as Readonly<Record<string, unknown>>;
  return paths.filter((path) => (found[path] ?? null) === null);
}

/** Nix asks one path after the other; this asks many at once. Undefined when an answer is neither yes nor no nor a refusal. */
async function findMissingByHttp(
  { source, reference }: Store,
  infos: readonly PathInfo[],
): Promise<Outcome<ReadonlySet<string>> | undefined> {
  if (source === undefined || !/^https?:/.test(reference.text)) return undefined;
  const lane = createLane({ tasks: 48, bytes: Number.POSITIVE_INFINITY });
  const missing = new Set<string>();
  let isSure = true;
  let isRefused = false;
  await Promise.all(
    infos.map(({ path }) =>
      lane.run(0, async () => {
        if (!isSure) return;
        const reply = await source.get(`${parseStorePath(path)?.hashPart}.narinfo`);
        if (reply.kind === "answer" && reply.status === 401) isRefused = true;
        if (reply.kind === "answer" && reply.status === 404) missing.add(path);
        else if (reply.kind === "silence" || reply.status !== 200) isSure = false;
      }),
    ),
  );
  // Nix 2.8 takes it for a web server that is no cache.
  if (isRefused) return refuse(refusal(reference, source.reader));
  return isSure ? succeed(missing) : undefined;
}

function refusal({ text }: StoreReference, reader: string): Problem {
  return {
    code: "cache-refused",
    severity: "error",
    where: text,
    what: `store ${JSON.stringify(text)} refuses ${reader} (401)`,
    fix: "give the password that may write there: auth-token, or CACHIX_AUTH_TOKEN",
  };
}

function sourceOf(text: string, { token, key }: StoreSecrets, world: TargetWorld): ReadSource | undefined {
  const keys = key?.name === undefined ? undefined : [{ name: key.name, publicKey: key.publicKey }];
  const bare = text.replace(/[?#].*$/s, "");
  if (bare.startsWith("file://")) return folderSource(decodeURIComponent(bare.slice(7)), keys);
  if (!/^https?:/.test(bare)) return undefined;
  return httpSource({ base: bare, token, keys }, world.http, world.signal);
}

async function writeSecret(world: TargetWorld, name: string, secret: string): Promise<string | undefined> {
  if (secret === "") return undefined;
  const file = join(await world.folder(), name);
  await writeFile(file, secret, { mode: 0o600 });
  return file;
}
