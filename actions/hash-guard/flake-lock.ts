/** Reads a flake.lock: its inputs, and which of them are not locked. It resolves nothing. */

import * as v from "valibot";

const nodeSchema = v.object({
  inputs: v.optional(v.record(v.string(), v.union([v.string(), v.array(v.string())]))),
  locked: v.optional(v.record(v.string(), v.unknown())),
  original: v.optional(v.record(v.string(), v.unknown())),
});

const lockSchema = v.object({
  nodes: v.record(v.string(), nodeSchema),
  root: v.string(),
  version: v.number(),
});

export type FlakeLock = v.InferOutput<typeof lockSchema>;

/** The lock, or why it is none. */
export function parseFlakeLock(text: string): FlakeLock | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return `is no JSON: ${(error as Error).message}`;
  }
  const parsed = v.safeParse(lockSchema, json);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  return `is no lock file: ${v.getDotPath(issue) ?? "the document"} ${issue.message.toLowerCase()}`;
}

export type LockFault = { readonly reason: string; readonly severity: "error" | "warning" };

/** What is wrong with an entry; undefined when it is locked, or names a folder of the flake itself. */
export function faultOfNode({ locked }: FlakeLock["nodes"][string]): LockFault | undefined {
  const error = (reason: string): LockFault => ({ reason, severity: "error" });
  if (locked === undefined) return error("has no locked part");
  const type = String(locked["type"]);
  if (type === "indirect") return error("is a name in a registry");
  if (type === "path")
    return isWithin(locked) ? undefined : error(`is the folder ${JSON.stringify(locked["path"])}`);
  const isRepository = ["github", "gitlab", "sourcehut", "git", "hg"].includes(type);
  if (isRepository && locked["rev"] === undefined) return error("has no rev");
  if (locked["narHash"] !== undefined) return undefined;
  return isRepository
    ? { reason: "has no narHash, so its content is not checked", severity: "warning" }
    : error("has no narHash");
}

function isWithin(locked: Readonly<Record<string, unknown>>): boolean {
  return typeof locked["path"] === "string" && !locked["path"].startsWith("/");
}

/** Inputs of the flake itself. */
export function lockedInputs(lock: FlakeLock): readonly string[] {
  return Object.keys(lock.nodes[lock.root]?.inputs ?? {});
}
