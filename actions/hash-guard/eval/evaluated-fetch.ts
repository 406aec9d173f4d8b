/** A fixed-output derivation as evaluation left it: its hash, and the URL, revision and name it will really use. */

import * as v from "valibot";
import type { Location } from "../../../workflows/problem.ts";
import { type Derivation, isFixedOutput } from "../../lib/nix/derivation.ts";
import { type Hash, type HashAlgorithm, parseHash } from "../../lib/nix/hash.ts";

export type EvaluatedFetch = {
  readonly drvPath: string;
  readonly name: string;
  /** The first attribute that needs it. */
  readonly attr: string;
  /** Where that attribute is defined; absent when it is in no file of the flake. */
  readonly position?: Location;
  /** The attribute is the fetch, or names it itself; otherwise it is a dependency's. */
  readonly direct: boolean;
  readonly hash: Hash;
  /** As it was given to Nix; `""` is a hash of zeros. Undefined when only the decoded hash is known. */
  readonly text: string | undefined;
  /** Hashed as a tree (NAR), or byte by byte. */
  readonly hashes: "tree" | "flat";
  readonly urls: readonly string[];
  readonly rev?: string;
  readonly tag?: string;
  /** How the source becomes what is hashed: two fetches of one source that do the same must have the same hash. */
  readonly manner: string;
};

type Needed = Pick<EvaluatedFetch, "drvPath" | "attr" | "direct"> & {
  readonly position: Location | undefined;
};

/** Undefined for derivations whose hash is not known before they are built. */
export function evaluatedFetchOf(
  derivation: Derivation,
  { position, ...needed }: Needed,
): EvaluatedFetch | undefined {
  const output = Object.values(derivation.outputs)[0];
  if (output === undefined || !isFixedOutput(derivation)) return undefined;
  const hash = parseHash(output.hash, output.hashAlgorithm.replace(/^.*:/, "") as HashAlgorithm);
  if (hash === undefined) return undefined;
  const attributes = attributesOf(derivation);
  const textOf = (name: string): string | undefined => textsOf(attributes[name])[0];
  const rev = textOf("rev");
  const tag = textOf("tag");
  return {
    ...needed,
    ...(position === undefined ? {} : { position }),
    name: textOf("name") ?? needed.drvPath.replace(/^.{44}|\.drv$/g, ""),
    hash,
    text: typeof attributes["outputHash"] === "string" ? attributes["outputHash"] : undefined,
    hashes: output.hashAlgorithm.includes(":") ? "tree" : "flat",
    urls: [...new Set(["url", "urls"].flatMap((name) => wordsOf(attributes[name])))],
    ...(rev === undefined || rev === "" ? {} : { rev }),
    ...(tag === undefined || tag === "" ? {} : { tag }),
    manner: mannerOf(derivation, attributes),
  };
}

type Attributes = Readonly<Record<string, unknown>>;

const attributeSet = v.record(v.string(), v.unknown());

/** With structured attributes the environment holds nothing but their JSON; some wrappers put `env` below it. */
function attributesOf({ environment, structuredAttributes }: Derivation): Attributes {
  const structured = v.safeParse(attributeSet, structuredAttributes);
  if (!structured.success) return environment;
  const inner = v.safeParse(attributeSet, structured.output["env"]);
  return { ...environment, ...(inner.success ? inner.output : {}), ...structured.output };
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A list becomes words in the environment; no URL has a blank in it. */
function wordsOf(value: unknown): readonly string[] {
  return textsOf(value).flatMap((text) => text.split(/\s+/).filter((word) => word !== ""));
}

/** What names the source or its hash, and what differs from system to system. */
const coordinates: ReadonlySet<string> = new Set([
  ...["url", "urls", "rev", "tag", "name", "pname", "version", "out", "system", "builder", "__json"],
  ...["outputHash", "outputHashAlgo", "outputHashMode"],
]);

function mannerOf({ arguments: args, outputs, builder }: Derivation, attributes: Attributes): string {
  const options = Object.entries(attributes)
    .filter(([name]) => !coordinates.has(name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const mode = Object.values(outputs)[0]?.hashAlgorithm;
  return JSON.stringify([mode, builder, args, options]).replaceAll(/(\/nix\/store\/)[0-9a-z]{32}-/g, "$1");
}
