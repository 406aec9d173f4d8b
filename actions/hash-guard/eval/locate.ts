/** From an evaluated fetch back to the line that is to be changed: by literal where it is unique, else by attribute. */

import type { Location } from "../../../workflows/problem.ts";
import { renderSri } from "../../lib/nix/hash.ts";
import type { Place } from "../finding.ts";
import type { EvaluatedFetch } from "./evaluated-fetch.ts";
import { isZeroFetch, type Verdict } from "./judge.ts";
import type { LiteralIndex, Spot } from "./literal-index.ts";

export type Located = Partial<Place> & {
  /** The call that the literal is given to: what the file itself says of it is not said twice. */
  readonly around?: Location;
  /** One of its literals is in the files that were read. */
  readonly written: boolean;
};

export function locate(
  fetch: EvaluatedFetch,
  { about, text }: Pick<Verdict, "about" | "text">,
  index: LiteralIndex,
): Located {
  const spots = spotsOf(fetch, index);
  const named = text === undefined ? spots[about] : (index.texts.get(text) ?? []).filter(isBound(about));
  const near = first([named, spots[about], spots.hash, spots.url, spots.rev, spots.tag, spots.name]);
  const zero = about === "hash" && isZeroFetch(fetch) ? placeholderBeside(near, index) : undefined;
  const spot = zero ?? near;
  return spot === undefined ? { ...attributePlace(fetch), written: false } : found(spot);
}

/** A zero hash is written in many places: it is the one in the same call, or the only one there is. */
function placeholderBeside(near: Spot | undefined, { placeholders }: LiteralIndex): Spot | undefined {
  const beside = near === undefined ? placeholders : placeholders.filter(({ set }) => isSame(set, near.set));
  return beside.length === 1 ? beside[0] : undefined;
}

function found({ where, excerpt, set }: Spot): Located {
  return { where, excerpt, ...(set === undefined ? {} : { around: set }), written: true };
}

/** Its own line is not read again: the place is enough. */
function attributePlace({ position }: EvaluatedFetch): Partial<Place> {
  return position === undefined ? {} : { where: position, excerpt: "" };
}

type Spots = Readonly<Record<Verdict["about"] | "name", readonly Spot[]>>;

function spotsOf(fetch: EvaluatedFetch, { hashes, texts }: LiteralIndex): Spots {
  const of = (about: "rev" | "tag" | "name", text: string | undefined): readonly Spot[] =>
    text === undefined ? [] : (texts.get(text) ?? []).filter(isBound(about));
  const all = {
    hash: isZeroFetch(fetch) ? [] : (hashes.get(renderSri(fetch.hash)) ?? []),
    url: fetch.urls.flatMap((url) => texts.get(url) ?? []),
    rev: of("rev", fetch.rev),
    tag: of("tag", fetch.tag),
    name: of("name", fetch.name),
  };
  const sets = (besides: readonly Spot[]): readonly (Location | undefined)[] =>
    Object.values(all)
      .filter((spots) => spots !== besides)
      .flatMap((spots) => spots.map(({ set }) => set));
  const narrow = (spots: readonly Spot[]): readonly Spot[] =>
    spots.length < 2 ? spots : spots.filter(({ set }) => sets(spots).some((other) => isSame(set, other)));
  return {
    hash: narrow(all.hash),
    url: narrow(all.url),
    rev: narrow(all.rev),
    tag: narrow(all.tag),
    name: narrow(all.name),
  };
}

/** A word like "main" or "source" says little unless it is bound to the right name; URLs speak for themselves. */
function isBound(about: Verdict["about"] | "name"): (spot: Spot) => boolean {
  const names = { rev: /rev|ref|version|commit|branch/i, tag: /tag|rev|ref|version/i, name: /^p?name$/ };
  const pattern = about === "rev" || about === "tag" || about === "name" ? names[about] : undefined;
  return ({ attribute }) => pattern === undefined || pattern.test(attribute ?? "");
}

/** The one spot of the first list that has exactly one. */
function first(lists: readonly (readonly Spot[])[]): Spot | undefined {
  return lists.find((spots) => spots.length === 1)?.[0];
}

function isSame(a: Location | undefined, b: Location | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.file === b.file && a.line === b.line && a.column === b.column && a.endLine === b.endLine;
}
