/** `# guard:ignore RULE REASON`: a finding that is meant to be there. Without a reason it ignores nothing. */

import type { GuardCode } from "../../workflows/problem.ts";
import { commentText } from "../lib/nix/syntax/comment.ts";
import type { Tree } from "../lib/nix/syntax/tree.ts";
import type { Finding, Place, placesIn, Source } from "./finding.ts";

export type Ignore = Place & {
  readonly code: string;
  readonly reason: string;
  /** The line it speaks of: its own, or the next one with code when it stands alone. */
  readonly line: number;
};

type Placer = ReturnType<typeof placesIn>;

export function ignoresOfTree(tree: Tree, place: Placer): readonly Ignore[] {
  if (!tree.text.includes("guard:ignore")) return [];
  return tree.comments.flatMap((comment) =>
    ignoreIn(tree.text, { ...comment, words: commentText(tree, comment) }, place),
  );
}

/** Of YAML and shell, whose comments start with `#`. */
export function ignoresOfLines({ text }: Source, place: Placer): readonly Ignore[] {
  return [...text.matchAll(/(?<=^|\s)#\s*(guard:ignore[^\n\r]*)/gm)].flatMap((match) => {
    const range = { start: match.index, end: match.index + match[0].length };
    return ignoreIn(text, { ...range, words: (match[1] ?? "").trim() }, place);
  });
}

/** What is left, and what is wrong with the ignores themselves: unknown rule, no reason, nothing to ignore. */
export function applyIgnores(
  findings: readonly Finding[],
  ignores: readonly Ignore[],
  known: ReadonlySet<string>,
): readonly Finding[] {
  const used = new Set<Ignore>();
  const byPlace = Map.groupBy(ignores, ({ where, line, code }) => keyOf(where.file, line, code));
  const left = findings.filter(({ where, code }) => {
    const matching = byPlace.get(keyOf(where.file, where.line ?? 0, code)) ?? [];
    const valid = matching.filter(({ reason }) => reason !== "");
    for (const ignore of matching) used.add(ignore);
    return valid.length === 0;
  });
  return [...left, ...ignores.flatMap((ignore) => faultOf(ignore, used.has(ignore), known))];
}

function ignoreIn(
  text: string,
  { start, end, words }: { start: number; end: number; words: string },
  place: Placer,
): readonly Ignore[] {
  const match = /^guard:ignore(?:\s+(\S+))?(?:\s+([\s\S]*))?$/.exec(words);
  if (match === null) return [];
  const own = place(start, end);
  const line = isAlone(text, start) ? place(codeAfter(text, end), text.length).where.line : own.where.line;
  return [{ ...own, code: match[1] ?? "", reason: (match[2] ?? "").trim(), line: line ?? 0 }];
}

function isAlone(text: string, start: number): boolean {
  const before = text.slice(
    Math.max(text.lastIndexOf("\n", start - 1), text.lastIndexOf("\r", start - 1)) + 1,
    start,
  );
  return before.trim() === "";
}

/** Offset of the next line that is more than a comment. */
function codeAfter(text: string, end: number): number {
  const lines = /[\r\n]+([ \t]*(?!#)[^\s#])/g;
  lines.lastIndex = end;
  const match = lines.exec(text);
  return match === null ? text.length : match.index + match[0].length - 1;
}

function faultOf(ignore: Ignore, used: boolean, known: ReadonlySet<string>): readonly Finding[] {
  const { where, excerpt, code, reason } = ignore;
  const finding = (rule: GuardCode, what: string, fix: string): readonly Finding[] => [
    { code: rule, severity: rule === "ignore-unused" ? "warning" : "error", where, excerpt, what, fix },
  ];
  if (!known.has(code)) {
    const what =
      code === "" ? "guard:ignore names no rule" : `${JSON.stringify(code)} is no rule of the guard`;
    return finding("ignore-invalid", what, "# guard:ignore RULE REASON, with the rule as findings name it");
  }
  if (reason === "")
    return finding("ignore-invalid", `guard:ignore ${code} gives no reason`, `# guard:ignore ${code} REASON`);
  return used ? [] : finding("ignore-unused", `there is no ${code} to ignore here`, "delete the comment");
}

function keyOf(file: string, line: number, code: string): string {
  return `${file}\0${line}\0${code}`;
}
