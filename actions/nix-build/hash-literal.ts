/** Where the wrong hash of a fetch is written, and the line to write there. A place that is not certain is not given. */

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Location } from "../../workflows/problem.ts";
import { gitFiles } from "../lib/host/git-files.ts";
import type { Host } from "../lib/host/host.ts";
import { readDerivation } from "../lib/nix/derivation.ts";
import { type Hash, parseHash, renderSri } from "../lib/nix/hash.ts";
import { findHashSpots, type HashSpot } from "../lib/nix/hash-spot.ts";
import { lineText, locate } from "../lib/nix/syntax/position.ts";
import type { AttributeResult } from "../lib/results-file.ts";

export type HashMend = {
  readonly where: Location;
  /** The line as it should be. */
  readonly line: string;
};

type Mismatch = {
  readonly wanted: Hash;
  readonly got: Hash;
  /** Name of the derivation, and its URLs, revision and name: what the file says of the same fetch. */
  readonly name: string;
  readonly company: readonly string[];
  /** Files that define attributes which need it. */
  readonly files: ReadonlySet<string>;
};

type Found = HashSpot & { readonly file: string; readonly text: string };

export type Places = {
  /** Of the flake, below the workspace; absent when its files are not on this machine. */
  readonly folder?: string;
  /** Attribute to the file that defines it, below the flake's folder. */
  readonly files: ReadonlyMap<string, string>;
};

/** By derivation path. All mismatches of a run at once; each is told by its derivation, never by the order of messages. */
export async function findHashMends(
  results: readonly AttributeResult[],
  { folder, files }: Places,
  host: Host,
): Promise<ReadonlyMap<string, HashMend>> {
  const mismatches = folder === undefined ? new Map() : await mismatchesOf(results, files);
  if (folder === undefined || mismatches.size === 0) return new Map();
  const sources = await readSources(join(host.workspace, folder), host);
  const mends = [...mismatches].flatMap(([drvPath, mismatch]): [string, HashMend][] => {
    const found = sources.flatMap(({ file, text }) =>
      findHashSpots(file, text, mismatch.wanted).map((spot) => ({ ...spot, file, text })),
    );
    const best = mostFitting(found, mismatch);
    return best === undefined ? [] : [[drvPath, mendOf(best, mismatch.got, folder)]];
  });
  return new Map(mends);
}

async function mismatchesOf(
  results: readonly AttributeResult[],
  files: Places["files"],
): Promise<ReadonlyMap<string, Mismatch>> {
  const causes = Map.groupBy(
    results.filter(({ failure }) => failure?.class === "hash-mismatch"),
    ({ failure }) => failure?.rootCause ?? "",
  );
  const mismatches = new Map<string, Mismatch>();
  for (const [drvPath, victims] of causes) {
    const { wantedHash = "", gotHash = "" } = victims[0]?.failure ?? {};
    const [wanted, got] = [parseHash(wantedHash), parseHash(gotHash)];
    // A hash of the message and no derivation of its own: `builtins.fetchurl` in an expression.
    const derivation = await readDerivation(drvPath).catch(() => undefined);
    if (wanted === undefined || got === undefined || derivation === undefined) continue;
    const { url, urls, rev, tag, name = "" } = derivation.environment;
    const texts = [url, rev, tag, name, ...(urls ?? "").split(/\s+/)];
    mismatches.set(drvPath, {
      ...{
        wanted,
        got,
        name,
        company: texts.filter((text) => text !== undefined && text !== "") as string[],
      },
      files: new Set(victims.flatMap(({ attr }) => files.get(attr) ?? [])),
    });
  }
  return mismatches;
}

type Source = { readonly file: string; readonly text: string };

async function readSources(folder: string, { environment }: Host): Promise<readonly Source[]> {
  // What is in no work tree is all there for Nix.
  const all = (await gitFiles(folder, environment)) ?? (await readdir(folder, { recursive: true }));
  const files = all.filter((file) => /^(?!.*node_modules\/).*\.(?:nix|json)$/.test(file));
  const read = files.map(async (file) => ({
    file,
    text: await readFile(join(folder, file), "utf8").catch(() => ""),
  }));
  return Promise.all(read);
}

/** What vendored dependencies are called, as a derivation and as the attribute of their hash. */
const kinds: readonly (readonly [RegExp, RegExp])[] = [
  [/go-modules$|-vendor(?:-staging)?$/, /^(?:vendor|cargo)(?:Hash|Sha256)$/],
  [/-npm-deps$/, /^npmDepsHash$/],
  [/-(?:pnpm|yarn|deno)[\w-]*deps$|-offline(?:-cache)?$/, /^(?:pnpm|yarn|offline|deno)\w*(?:Hash|Sha256)$/],
];

/** The one place that has more in common with the fetch than any other; undefined when two have as much. */
function mostFitting(spots: readonly Found[], mismatch: Mismatch): Found | undefined {
  const scored = spots.map((spot) => ({ spot, score: scoreOf(spot, mismatch) }));
  const most = Math.max(...scored.map(({ score }) => score));
  const best = scored.filter(({ score }) => score === most);
  return best.length === 1 ? best[0]?.spot : undefined;
}

function scoreOf({ around, file, name = "" }: Found, { company, files, ...mismatch }: Mismatch): number {
  const quoted = company.filter((text) => around.includes(`"${text}"`)).length;
  const [ofFetch, ofPlace] = [0, 1].map((side) =>
    kinds.findIndex((pair) => pair[side]?.test(side === 0 ? mismatch.name : name)),
  );
  return quoted * 4 + (files.has(file) ? 2 : 0) + (ofFetch === ofPlace ? 1 : 0);
}

function mendOf({ file, text, start, end }: Found, got: Hash, folder: string): HashMend {
  const written = { text };
  const from = locate(written, start);
  const to = locate(written, end);
  const line = lineText(written, from.line);
  const after = from.line === to.line ? line.slice(to.column - 1) : "";
  return {
    where: { file: join(folder, file), ...from, endLine: to.line, endColumn: to.column },
    line: `${line.slice(0, from.column - 1)}"${renderSri(got)}"${after}`.trim(),
  };
}
