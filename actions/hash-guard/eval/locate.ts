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
  const { hash, url, rev, tag, name, template } = spots;
  const near = first([named, spots[about], hash, url, rev, tag, name, template]);
  const zero = about === "hash" && isZeroFetch(fetch) ? placeholderBeside(near, index) : undefined;
  const spot = zero ?? near;
  return spot === undefined ? { ...attributePlace(fetch), written: false } : found(spot);
}

/** A zero hash is written in many places: it is the one in the same call, or the only one that is used at all. */
function placeholderBeside(near: Spot | undefined, { placeholders }: LiteralIndex): Spot | undefined {
  const beside = placeholders.filter(({ set, isDefault }) =>
    near === undefined ? !isDefault : isSame(set, near.set),
  );
  return beside.length === 1 ? beside[0] : undefined;
}

function found({ where, excerpt, set }: Spot): Located {
  return { where, excerpt, ...(set === undefined ? {} : { around: set }), written: true };
}

/** Its own line is not read again: the place is enough. */
function attributePlace({ position }: EvaluatedFetch): Partial<Place> {
  return position === undefined ? {} : { where: position, excerpt: "" };
}

type Spots = Readonly<Record<Verdict["about"] | "name" | "template", readonly Spot[]>>;

function spotsOf(fetch: EvaluatedFetch, { hashes, texts, templates }: LiteralIndex): Spots {
  const named = (about: "rev" | "tag" | "name", text: string | undefined): readonly Spot[] =>
    text === undefined ? [] : (texts.get(text) ?? []).filter(isBound(about));
  const all: Spots = {
    hash: isZeroFetch(fetch) ? [] : (hashes.get(renderSri(fetch.hash)) ?? []),
    url: fetch.urls.flatMap((url) => texts.get(url) ?? []),
    rev: named("rev", fetch.rev),
    tag: named("tag", fetch.tag),
    name: named("name", fetch.name).filter(({ isDefault }) => !isDefault),
    template: fetch.urls.flatMap((url) => templates.get(url) ?? []),
  };
  const narrow = (about: keyof Spots): readonly Spot[] => narrowed(all[about], all);
  return {
    ...{ hash: narrow("hash"), url: narrow("url"), rev: narrow("rev") },
    ...{ tag: narrow("tag"), name: narrow("name"), template: narrow("template") },
  };
}

/** Of several places of one text, those beside another text of the same fetch: in its call, else in its file. */
function narrowed(spots: readonly Spot[], all: Spots): readonly Spot[] {
  if (spots.length < 2) return spots;
  const others = Object.values(all).flatMap((list) => (list === spots ? [] : list));
  const inCall = spots.filter(({ set }) => others.some((other) => isSame(set, other.set)));
  if (inCall.length > 0) return inCall;
  return spots.filter(({ where }) => others.some((other) => where.file === other.where.file));
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
