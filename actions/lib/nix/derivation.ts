/** Store derivations: the ATerm of a `.drv`, the one format that no Nix version changed. Reads; never asks Nix, never recurses. */

import { readFile } from "node:fs/promises";

type DerivationOutput = {
  /** Empty when only the build can tell it: content-addressed, deferred or impure outputs. */
  readonly path: string;
  /** `sha256`, or `r:sha256` for a hash over the NAR; empty unless the output is content-addressed. */
  readonly hashAlgorithm: string;
  /** Base16; empty unless the output is fixed. */
  readonly hash: string;
};

export type Derivation = {
  readonly outputs: Readonly<Record<string, DerivationOutput>>;
  /** Derivation path to the names of the outputs that are used. */
  readonly inputDerivations: Readonly<Record<string, readonly string[]>>;
  readonly inputSources: readonly string[];
  readonly system: string;
  readonly builder: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The value of `__json`, when the derivation has structured attributes. */
  readonly structuredAttributes?: unknown;
};

/** Throws when the file is missing or no derivation: a store that lies is an outage. */
export async function readDerivation(path: string): Promise<Derivation> {
  const text = await readFile(path, "utf8");
  try {
    return parseDerivation(text);
  } catch (error) {
    throw new Error(`${path} is not a derivation: ${(error as Error).message}`, { cause: error });
  }
}

/** Paths of its outputs; none when the file cannot be read, or when they are known only after the build. */
export async function outputPathsOf(drvPath: string): Promise<readonly string[]> {
  const derivation = await readDerivation(drvPath).catch(() => undefined);
  return Object.values(derivation?.outputs ?? {}).flatMap(({ path }) => (path === "" ? [] : [path]));
}

/** A fetch: its hash is known before it is built. */
export function isFixedOutput(derivation: Derivation): boolean {
  const outputs = Object.values(derivation.outputs);
  return outputs.length === 1 && outputs[0]?.hash !== "";
}

export function parseDerivation(text: string): Derivation {
  const versioned = text.startsWith("DrvWithVersion(");
  const start = versioned ? "DrvWithVersion" : "Derive";
  if (!text.startsWith(`${start}(`)) throw new Error(`it opens with ${JSON.stringify(text.slice(0, 20))}`);
  const fields = parseTerm(text, start.length);
  const [outputs, inputs, sources, system, builder, args, env] = versioned ? fields.slice(1) : fields;
  const environment = Object.fromEntries(listOf(env, pairOfTexts));
  const json = environment["__json"];
  return {
    outputs: Object.fromEntries(listOf(outputs, namedOutput)),
    inputDerivations: Object.fromEntries(listOf(inputs, inputDerivation)),
    inputSources: listOf(sources, asText),
    system: asText(system),
    builder: asText(builder),
    arguments: listOf(args, asText),
    environment,
    ...(json === undefined ? {} : { structuredAttributes: JSON.parse(json) as unknown }),
  };
}

function namedOutput(term: Term): readonly [string, DerivationOutput] {
  const [name, path, hashAlgorithm, hash] = listOf(term, asText);
  if (hash === undefined) throw new Error("an output has too few fields");
  return [name ?? "", { path: path ?? "", hashAlgorithm: hashAlgorithm ?? "", hash }];
}

/** Outputs of outputs (`DrvWithVersion`, experimental) are left out: what is asked for is built anyway. */
function inputDerivation(term: Term): readonly [string, readonly string[]] {
  const [path, used] = asList(term);
  const names = asList(used);
  return [asText(path), listOf(Array.isArray(names[0]) ? names[0] : names, asText)];
}

function pairOfTexts(term: Term): readonly [string, string] {
  const [name, value] = listOf(term, asText);
  if (name === undefined || value === undefined) throw new Error("a variable has no value");
  return [name, value];
}

/** Lists `[…]` and tuples `(…)` alike. */
type Term = string | readonly Term[];

function asText(term: Term | undefined): string {
  if (typeof term !== "string") throw new Error("a text is missing");
  return term;
}

function asList(term: Term | undefined): readonly Term[] {
  if (term === undefined || typeof term === "string") throw new Error("a list is missing");
  return term;
}

function listOf<T>(term: Term | undefined, read: (item: Term) => T): readonly T[] {
  return asList(term).map(read);
}

/** The list or tuple that opens at `start`; nesting lives on a stack of our own, so depth costs no call. */
function parseTerm(text: string, start: number): readonly Term[] {
  const open: { readonly close: string; readonly items: Term[] }[] = [];
  let at = start;
  for (;;) {
    const character = text.charAt(at);
    const innermost = open.at(-1);
    if (character === "(" || character === "[") {
      const items: Term[] = [];
      innermost?.items.push(items);
      open.push({ close: character === "(" ? ")" : "]", items });
      at++;
    } else if (innermost !== undefined && character === innermost.close) {
      open.pop();
      at++;
      if (open.length === 0) return innermost.items;
    } else if (innermost !== undefined && character === '"') {
      const end = endOfText(text, at);
      innermost.items.push(unescaped(text.slice(at + 1, end)));
      at = end + 1;
    } else if (innermost !== undefined && character === ",") at++;
    else throw new Error(`unexpected ${JSON.stringify(character)} at offset ${at}`);
  }
}

/** Offset of the quote that closes the text opened at `start`. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw new Error(`the text at offset ${start} has no end`);
    let backslashes = 0;
    while (text.charAt(quote - 1 - backslashes) === "\\") backslashes++;
    if (backslashes % 2 === 0) return quote;
    at = quote + 1;
  }
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replaceAll(/\\([\s\S])/g, (_, character: string) => escapes[character] ?? character);
}
