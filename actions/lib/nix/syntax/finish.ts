/** Gives a new tree its order: every node's parent, its place and its last descendant. */

import type { Node } from "./tree.ts";

type Unfinished = { parent: Node | undefined; index: number; last: number };

/** All nodes under the root in source order. The nodes are new and nobody else has seen them, so they are completed here. */
export function finish(root: Node): Node[] {
  const nodes: Node[] = [];
  const waiting: Node[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    (node as Unfinished).index = nodes.length;
    nodes.push(node);
    const from = waiting.length;
    pushChildren(node, waiting);
    adopt(node, waiting, from);
  }
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index] as Node;
    if (node.last < index) (node as Unfinished).last = index;
    const parent = node.parent;
    if (parent !== undefined && parent.last < node.last) (parent as Unfinished).last = node.last;
  }
  return nodes;
}

/** Sets the parent of the new children and turns them around, so that the first is popped first. */
function adopt(parent: Node, waiting: Node[], from: number): void {
  let low = from;
  let high = waiting.length - 1;
  for (let place = from; place <= high; place++) (waiting[place] as Unfinished).parent = parent;
  for (; low < high; low++, high--) {
    const first = waiting[low] as Node;
    waiting[low] = waiting[high] as Node;
    waiting[high] = first;
  }
}

function pushChildren(node: Node, out: Node[]): void {
  switch (node.kind) {
    // The most frequent come first: the cases are tried in their order.
    case "name":
    case "identifier":
      break;
    case "string":
    case "indented-string":
    case "path":
      pushAll(node.interpolations, out);
      break;
    case "interpolation":
      out.push(node.expression);
      break;
    case "list":
      pushAll(node.items, out);
      break;
    case "attribute-set":
    case "legacy-let":
      pushAll(node.bindings, out);
      break;
    case "let":
      pushAll(node.bindings, out);
      out.push(node.body);
      break;
    case "binding":
      pushAll(node.path, out);
      out.push(node.value);
      break;
    case "apply":
      out.push(node.callee, node.argument);
      break;
    case "binary":
    case "pipe":
      out.push(node.left, node.right);
      break;
    case "parenthesized":
      out.push(node.inner);
      break;
    case "file":
      out.push(node.body);
      break;
    default:
      pushRareChildren(node, out);
  }
}

function pushRareChildren(node: Node, out: Node[]): void {
  switch (node.kind) {
    case "select":
    case "has-attribute":
      out.push(node.target);
      pushAll(node.path, out);
      if (node.kind === "select" && node.default !== undefined) out.push(node.default);
      break;
    case "inherit":
      if (node.from !== undefined) out.push(node.from);
      pushAll(node.names, out);
      break;
    case "lambda":
      pushLambda(node, out);
      break;
    case "formals":
      pushAll(node.formals, out);
      break;
    case "formal":
      out.push(node.name);
      if (node.default !== undefined) out.push(node.default);
      break;
    case "unary":
      out.push(node.operand);
      break;
    case "if":
      out.push(node.condition, node.whenTrue, node.whenFalse);
      break;
    case "with":
      out.push(node.namespace, node.body);
      break;
    case "assert":
      out.push(node.condition, node.body);
      break;
    case "error":
      pushAll(node.children, out);
      break;
    default:
  }
}

/** `x@{ … }` and `{ … }@x`. */
function pushLambda(node: Extract<Node, { kind: "lambda" }>, out: Node[]): void {
  const { parameter, formals } = node;
  if (parameter !== undefined && formals !== undefined && formals.start < parameter.start) {
    out.push(formals, parameter);
  } else {
    if (parameter !== undefined) out.push(parameter);
    if (formals !== undefined) out.push(formals);
  }
  out.push(node.body);
}

function pushAll(nodes: readonly Node[], out: Node[]): void {
  for (const node of nodes) out.push(node);
}
