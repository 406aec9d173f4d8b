/** One hash for two sources, two hashes for one source, one hash copied from system to system. */

import type { AttributeSet } from "../../lib/nix/syntax/tree.ts";
import type { Finding, Remark } from "../finding.ts";
import { nameOf } from "../hash-name.ts";
import type { HashSite } from "../hash-site.ts";
import { isPlaceholder } from "../hash-verdict.ts";
import { isCommit } from "../mutable-name.ts";
import type { NixFile } from "../nix-file.ts";
import type { Pin } from "../pin.ts";
import type { NixRule } from "./rule.ts";

/** Across files by `compare`; the tables of one file by `check`. */
export const hashDuplicate: NixRule & { readonly compare: (pins: readonly Pin[]) => Iterable<Finding> } = {
  code: "hash-duplicate",
  summary: "Two sources share a hash, or one source has two.",
  help: [
    "A copied hash is worse than a wrong one: Nix finds the old content under it and never fetches the new. Renamed and",
    "mirrored sources (same file name, same repository name), a tag beside a commit, and other ways of unpacking the same",
    "source are not meant. Tags of two members of one repository, and a table that gives two systems one hash, are warnings.",
  ].join("\n"),
  *check(file: NixFile): Iterable<Remark> {
    for (const [first, site] of copiedBetweenSystems(file)) {
      const [system, other] = [first, site].map(({ holder }) => systemOf(file, holder));
      const what = `${system} and ${other} have the same hash ${JSON.stringify(site.text)}`;
      const fix = `put the hash for ${other}; if the source is the same for both, take it out of the table`;
      yield {
        start: site.node.start,
        end: site.node.end,
        severity: site.shown ? "note" : "warning",
        what,
        fix,
      };
    }
  },
  *compare(pins: readonly Pin[]): Iterable<Finding> {
    for (const group of Map.groupBy(pins, ({ hash }) => hash).values()) yield* sharedHash(group);
    for (const group of Map.groupBy(pins, sourceKey).values()) yield* sharedSource(group);
  },
};

function* sharedHash(pins: readonly Pin[]): Iterable<Finding> {
  for (const [index, pin] of pins.entries()) {
    const other = pins.slice(0, Math.min(index, 20)).find((earlier) => areDifferent(earlier, pin));
    if (other === undefined) continue;
    const what = `the hash of ${describe(other)} (${placeOf(other)}) stands here for ${describe(pin)}`;
    const fix = "put the hash of this source; Nix gives the other's content until then";
    if (mayBeOneCommit(other, pin))
      yield { ...finding(pin, what, `unless both tags are of one commit: ${fix}`), severity: "warning" };
    else yield finding(pin, what, fix);
  }
}

function* sharedSource(pins: readonly Pin[]): Iterable<Finding> {
  const first = pins[0];
  if (first?.manner === undefined) return;
  for (const pin of pins.slice(1)) {
    if (pin.hash === first.hash || algorithmOf(pin) !== algorithmOf(first)) continue;
    const what = `${describe(pin)} has another hash at ${placeOf(first)}: ${JSON.stringify(first.hash)}`;
    yield finding(pin, what, "one of the two is wrong: fetch the source and put its hash in both places");
  }
}

/** Surely different contents: not a mirror, not a renamed repository, not a tag beside its commit. */
function areDifferent(a: Pin, b: Pin): boolean {
  if (a.source === b.source) {
    if (a.revision === b.revision || a.revision === undefined || b.revision === undefined) return false;
    return isCommit(a.revision) === isCommit(b.revision);
  }
  return (
    lastName(a.source) !== lastName(b.source) && (a.revision === undefined) === (b.revision === undefined)
  );
}

/** Tags of the members of one repository: `node/v1.2.0` and `batcher/v1.0.1` are often set on the same commit. */
function mayBeOneCommit(a: Pin, b: Pin): boolean {
  return a.source === b.source && memberOf(a) !== memberOf(b);
}

/** What a tag says besides its version. */
function memberOf({ revision = "" }: Pin): string {
  return isCommit(revision) ? "" : revision.replace(/v?\d[\w.+-]*$/, "");
}

function lastName(source: string): string {
  return (
    source
      .replace(/[?#].*$/, "")
      .replace(/\/+$/, "")
      .split(/[/ ]/)
      .at(-1)
      ?.toLowerCase() ?? source
  );
}

function sourceKey({ source, revision, manner }: Pin): string {
  return JSON.stringify([source, revision, manner]);
}

function algorithmOf({ hash }: Pin): string {
  return hash.slice(0, hash.indexOf("-"));
}

function describe({ source, revision }: Pin): string {
  return JSON.stringify(revision === undefined ? source : `${source} ${revision}`);
}

function placeOf({ where }: Pin): string {
  return where.line === undefined ? where.file : `${where.file}:${where.line}`;
}

function finding(pin: Pin, what: string, fix: string): Finding {
  const { where, excerpt } = pin;
  return { code: "hash-duplicate", severity: "error", where, excerpt, what, fix };
}

/** The first site of a table with the same hash, and the later one. */
function* copiedBetweenSystems(file: NixFile): Generator<readonly [HashSite, HashSite]> {
  const tables = new Map<AttributeSet, Map<string, HashSite>>();
  for (const site of file.hashes) {
    const set = site.holder?.parent;
    if (set?.kind !== "attribute-set" || systemOf(file, site.holder) === undefined) continue;
    if (site.text === undefined || isPlaceholder(site) || site.madeUp) continue;
    const table = tables.get(set) ?? new Map<string, HashSite>();
    tables.set(set, table);
    const first = table.get(site.text);
    if (first === undefined) table.set(site.text, site);
    else yield [first, site];
  }
}

function systemOf(file: NixFile, holder: HashSite["holder"]): string | undefined {
  const name = holder?.kind === "binding" ? nameOf(file.scopes, holder) : undefined;
  return name !== undefined &&
    /^(?:x86_64|aarch64|i686|armv[67]l|riscv64|powerpc64le)-(?:linux|darwin)$/.test(name)
    ? name
    : undefined;
}
