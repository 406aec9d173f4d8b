/** A kind of resource of our own provider: plain data in, plain data out. The server knows the engine, a kind knows GitHub. */

import type { GithubApi, JsonRecord } from "../github-api.ts";

export type Place = { readonly owner: string; readonly api: GithubApi };

export type Live = {
  /** The inputs that would give what is there now: where they differ from the program's, somebody changed something. */
  readonly inputs: JsonRecord;
  readonly outputs: JsonRecord;
};

export type Kind = {
  /** Inputs that are its identity: a change makes it anew. */
  readonly identity: readonly string[];
  idOf(inputs: JsonRecord): string;
  /** Makes it so, whatever is there; `before` are the inputs that were in force. Gives the outputs. */
  apply(place: Place, inputs: JsonRecord, before: JsonRecord | undefined): Promise<JsonRecord>;
  /** Undefined: it is gone. */
  read(place: Place, inputs: JsonRecord): Promise<Live | undefined>;
};

export function textIn(record: JsonRecord, name: string): string {
  const value = record[name];
  return typeof value === "string" ? value : "";
}

export function recordIn(record: JsonRecord, name: string): JsonRecord {
  const value = record[name];
  return typeof value === "object" && value !== null ? (value as JsonRecord) : {};
}
