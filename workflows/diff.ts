/** The lines that differ between two texts, for a person to read: one hunk, from the first difference to the last. */

const context = 2;

/** Unified form; an empty text when nothing differs. `undefined` is a file that does not exist. */
export function renderDiff(path: string, before: string | undefined, after: string): string {
  if (before === after) return "";
  const old = linesOf(before ?? "");
  const next = linesOf(after);
  const top = commonLength(old, next);
  const bottom = commonLength(old.slice(top).toReversed(), next.slice(top).toReversed());
  const from = Math.max(0, top - context);
  const removed = old.slice(top, old.length - bottom);
  const added = next.slice(top, next.length - bottom);
  const lead = next.slice(from, top);
  const trail = next.slice(next.length - bottom, next.length - bottom + context);
  const range = (changed: readonly string[]) => {
    const length = lead.length + changed.length + trail.length;
    return `${length === 0 ? from : from + 1},${length}`;
  };
  return [
    before === undefined ? "--- (not there)" : `--- ${path}`,
    `+++ ${path} (generated)`,
    `@@ -${range(removed)} +${range(added)} @@`,
    ...lead.map((line) => ` ${line}`),
    ...removed.map((line) => `-${line}`),
    ...added.map((line) => `+${line}`),
    ...trail.map((line) => ` ${line}`),
  ].join("\n");
}

/** A last line without its line break differs from the same line with one. */
function linesOf(text: string): readonly string[] {
  if (text === "") return [];
  const whole = text.endsWith("\n");
  return (whole ? text.slice(0, -1) : `${text}\n\\ No newline at end of file`).split(/\n(?!\\ No)/);
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  const first = a.findIndex((line, index) => line !== b[index]);
  return first === -1 ? Math.min(a.length, b.length) : first;
}
