/** Line and column of an offset, as editors and Nix count them. */

export type Place = { readonly line: number; readonly column: number };

/** A tree, or anything else that keeps a text. */
type Written = { readonly text: string };

const lineStarts = new WeakMap<Written, readonly number[]>();

/** Counted from 1, columns in UTF-16 units; a line ends with LF, CR LF or a lone CR. */
export function locate(tree: Written, offset: number): Place {
  const starts = lineStartsOf(tree);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] as number) + 1 };
}

/** The text of a line, without its end. */
export function lineText(tree: Written, line: number): string {
  const starts = lineStartsOf(tree);
  const start = starts[line - 1];
  if (start === undefined) return "";
  return tree.text.slice(start, starts[line] ?? tree.text.length).replace(/\r?\n$|\r$/, "");
}

function lineStartsOf(tree: Written): readonly number[] {
  const known = lineStarts.get(tree);
  if (known !== undefined) return known;
  const starts = [0];
  for (const end of tree.text.matchAll(/\r\n|\n|\r/g)) starts.push(end.index + end[0].length);
  lineStarts.set(tree, starts);
  return starts;
}
