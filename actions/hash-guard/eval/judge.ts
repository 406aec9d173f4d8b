/** What is wrong with an evaluated fetch, by the decisions the rules on files make. It looks at one fetch and at no file. */

import type { GuardCode, Severity } from "../../../workflows/problem.ts";
import { renderSri } from "../../lib/nix/hash.ts";
import { isMadeUp, isPlaceholder, nothingOf, severityOf } from "../hash-verdict.ts";
import { movingPart } from "../moving-url.ts";
import { movingAttribute } from "../mutable-name.ts";
import { severityOfWeak } from "../rules/hash-weak.ts";
import { describeMoving } from "../rules/rev-mutable.ts";
import { quote } from "../source.ts";
import type { EvaluatedFetch } from "./evaluated-fetch.ts";

export type Verdict = {
  readonly code: GuardCode;
  readonly severity: Severity;
  /** The attribute that is at fault, and so the literal to look for. */
  readonly about: "hash" | "url" | "rev" | "tag";
  /** The text at fault, when it is one of several. */
  readonly text?: string;
  readonly what: string;
  readonly fix: string;
};

export function isZeroFetch({ hash, text }: EvaluatedFetch): boolean {
  return isPlaceholder(placed({ hash, text }));
}

export function judge(fetch: EvaluatedFetch): readonly Verdict[] {
  return [...judgeHash(fetch), ...judgeNames(fetch), ...judgeUrls(fetch)];
}

/** How to learn the real hash, as the user would type it. */
export function mendHash({ hashes, urls }: EvaluatedFetch): string {
  const url = urls.find((each) => /^(?:https?|file|ftp):/.test(each));
  return url === undefined || hashes === "tree"
    ? 'build it once and put here the hash that Nix prints after "got:"'
    : `put here the hash that this prints: nix store prefetch-file ${quote(url)}`;
}

/** A derivation is never an example, and its hash never a default: it is what will be built. */
function placed({ hash, text }: Pick<EvaluatedFetch, "hash" | "text">): Parameters<typeof isPlaceholder>[0] {
  return { text: text ?? renderSri(hash), hash, role: "used", shown: false, fetch: undefined, inCall: true };
}

function* judgeHash(fetch: EvaluatedFetch): Iterable<Verdict> {
  const { hash, name } = fetch;
  const site = placed(fetch);
  const shown = JSON.stringify(site.text);
  const severity = severityOf(site);
  const common = { about: "hash", severity, fix: mendHash(fetch) } as const;
  if (isZeroFetch(fetch)) {
    const what = `${JSON.stringify(name)} is fetched with a hash of zeros: a placeholder is used, or no hash was given`;
    yield { ...common, code: "hash-placeholder", what };
    return;
  }
  if (isMadeUp(site.text ?? "", hash)) {
    const what = `the hash ${shown} of ${JSON.stringify(name)} is made up: no hash function gives it`;
    yield { ...common, code: "hash-low-entropy", what };
    return;
  }
  const nothing = nothingOf(hash);
  if (nothing !== undefined && !/empty/i.test(name)) {
    const what = `the hash ${shown} of ${JSON.stringify(name)} is that of ${nothing}`;
    yield { ...common, code: "hash-of-nothing", what, fix: `see what the fetch really gives; ${common.fix}` };
  }
  const weak = severityOfWeak(hash.algorithm, severity);
  if (weak === undefined) return;
  const what = `the hash ${shown} of ${JSON.stringify(name)} is ${hash.algorithm}, which can be forged`;
  yield { ...common, code: "hash-weak", severity: weak, what, fix: `use sha256; ${common.fix}` };
}

function* judgeNames(fetch: EvaluatedFetch): Iterable<Verdict> {
  for (const about of ["rev", "tag"] as const) {
    const text = fetch[about];
    const moves = text === undefined ? undefined : movingAttribute(about, text);
    if (text === undefined || moves === undefined) continue;
    yield {
      code: moves === "branch" ? "rev-mutable" : "tag-mutable",
      ...{ severity: "error", about, text },
      what: `${JSON.stringify(fetch.name)}: ${describeMoving(about, text, moves)}`,
      fix: "put the full commit in rev, and the hash that belongs to it",
    };
  }
}

/** One is enough: mirrors of a source that moves are as many names for one fault. */
function* judgeUrls({ urls, name }: EvaluatedFetch): Iterable<Verdict> {
  for (const text of urls) {
    const part = movingPart(text);
    if (part === undefined) continue;
    const what = `${JSON.stringify(name)} is fetched from ${JSON.stringify(text)}, which changes: ${part}`;
    const fix = "put a version or a full commit into the URL, and the hash that belongs to it";
    yield { code: "url-mutable", severity: "error", about: "url", text, what, fix };
    return;
  }
}
