/** Comments near a node. They are no part of the tree; this finds them by range. */

import type { Comment, Node, Tree } from "./tree.ts";

/**
 * Comments that speak of the node: those alone on the lines directly above its first line, those in it on its first and
 * last line, and the one after it on its last line. In source order.
 */
export function commentsNear(tree: Tree, node: Node): readonly Comment[] {
  const firstLine = lineStart(tree.text, node.start);
  const lastLine = lineEnd(tree.text, node.end);
  const near: Comment[] = commentsAbove(tree, firstLine);
  const firstLineEnd = lineEnd(tree.text, node.start);
  const lastLineStart = lineStart(tree.text, node.end);
  for (let place = firstAtOrAfter(tree.comments, firstLine); place < tree.comments.length; place++) {
    const comment = tree.comments[place] as Comment;
    if (comment.start > lastLine) break;
    if (comment.start <= firstLineEnd || comment.start >= lastLineStart) near.push(comment);
  }
  return near;
}

/** The words of a comment, without its markers. */
export function commentText(tree: Tree, comment: Comment): string {
  const text = tree.text.slice(comment.start, comment.end);
  return (comment.block ? text.slice(2, -2) : text.slice(1)).trim();
}

/** Comments that follow each other, line by line and alone on their lines, up to the line that begins at `start`. */
function commentsAbove(tree: Tree, start: number): Comment[] {
  const above: Comment[] = [];
  let line = start;
  for (let place = firstAtOrAfter(tree.comments, start) - 1; place >= 0; place--) {
    const comment = tree.comments[place] as Comment;
    const begin = lineStart(tree.text, comment.start);
    if (!/^[ \t]*(?:\r\n|\n|\r)$/.test(tree.text.slice(comment.end, line))) break;
    if (tree.text.slice(begin, comment.start).trim() !== "") break;
    above.push(comment);
    line = begin;
  }
  return above.reverse();
}

function firstAtOrAfter(comments: readonly Comment[], offset: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle] as Comment).start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lineStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !isLineEnd(text, start - 1)) start--;
  return start;
}

function lineEnd(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && !isLineEnd(text, end)) end++;
  return end;
}

function isLineEnd(text: string, offset: number): boolean {
  const character = text.charAt(offset);
  return character === "\n" || character === "\r";
}
