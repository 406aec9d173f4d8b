/** Everything the loopback GitHub remembers, as one JSON file beside the git objects. It holds secrets only as they came: sealed. */

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../files.ts";
import { type ObjectStore, openObjects } from "./git-objects.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

export type SecretRecord = {
  readonly sealed: string;
  readonly created_at: string;
  readonly updated_at: string;
};

export type VariableRecord = {
  readonly value: string;
  readonly created_at: string;
  readonly updated_at: string;
};

export type RepositoryRecord = {
  readonly id: number;
  readonly owner: string;
  name: string;
  /** Fields of the REST representation that a client may set, under GitHub's names. */
  settings: JsonObject;
  topics: readonly string[];
  /** Branch → commit. */
  branches: Record<string, string>;
  rulesets: JsonObject[];
  secrets: Record<string, SecretRecord>;
  variables: Record<string, VariableRecord>;
  actionsPermissions: JsonObject;
  selectedActions: JsonObject;
  workflowPermissions: JsonObject;
  vulnerabilityAlerts: boolean;
  securityUpdates: boolean;
};

type Data = { nextId: number; clock: string; repositories: RepositoryRecord[] };

export type State = {
  readonly owners: readonly string[];
  repositories(): readonly RepositoryRecord[];
  /** Names are compared as GitHub does: without regard to case. */
  find(owner: string, name: string): RepositoryRecord | undefined;
  findById(id: number): RepositoryRecord | undefined;
  add(record: RepositoryRecord): void;
  remove(record: RepositoryRecord): void;
  objects(record: RepositoryRecord): ObjectStore;
  nextId(): number;
  /** Whole seconds as GitHub writes them, later at every call: two changes within a second can still be told apart. */
  now(): string;
  save(): void;
};

export function openState(folder: string, owners: readonly string[]): State {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "github.json");
  const data: Data = existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as Data)
    : { nextId: 1, clock: new Date(0).toISOString(), repositories: [] };
  return {
    owners,
    repositories: () => data.repositories,
    find: (owner, name) =>
      data.repositories.find((record) => same(record.owner, owner) && same(record.name, name)),
    findById: (id) => data.repositories.find((record) => record.id === id),
    add: (record) => void data.repositories.push(record),
    remove: (record) => {
      data.repositories = data.repositories.filter((other) => other !== record);
    },
    /** By id: a repository that is renamed keeps its objects, a new one under an old name has none. */
    objects: (record) => openObjects(join(folder, "git", String(record.id), "objects")),
    nextId: () => data.nextId++,
    now: () => {
      data.clock = tick(data.clock);
      return data.clock;
    },
    save: () => writeWhole(file, `${JSON.stringify(data, undefined, 1)}\n`, 0o600),
  };
}

function same(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

function tick(last: string): string {
  const next = Math.max(Date.now(), Date.parse(last) + 1000);
  return new Date(next).toISOString().replace(/\.\d+Z$/, "Z");
}
