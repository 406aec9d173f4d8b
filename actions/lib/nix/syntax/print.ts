/** Prints a tree back: the very text it was made from, put together from the nodes and what lies between them. */

import type { Tree } from "./tree.ts";

/** Every node prints the text up to its first child and after each of its children; so the ranges must fit together. */
export function print({ text, nodes, root }: Tree): string {
  const pieces: string[] = [];
  let printed = root.start;
  const open: number[] = [];
  for (const node of nodes) {
    for (
      let end = open.at(-1);
      end !== undefined && end <= node.start && open.length > 0;
      end = open.at(-1)
    ) {
      pieces.push(text.slice(printed, end));
      printed = end;
      open.pop();
    }
    pieces.push(text.slice(printed, node.start));
    printed = node.start;
    open.push(node.end);
  }
  for (let end = open.pop(); end !== undefined; end = open.pop()) {
    pieces.push(text.slice(printed, end));
    printed = end;
  }
  return pieces.join("");
}
