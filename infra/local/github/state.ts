/** Everything the loopback GitHub remembers, as one JSON file beside the git objects. It holds secrets only as they came: sealed. */

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../files.ts";
import { type ObjectStore, openObjects } from "./git-objects.ts";
import { freshParts, type OrganizationSecret, type RepositoryRecord } from "./records.ts";

type Data = {
  nextId: number;
  clock: string;
  repositories: RepositoryRecord[];
  /** Owner → secrets that several of its repositories may use. */
  organizationSecrets?: Record<string, Record<string, OrganizationSecret>>;
};

export type State = {
  readonly owners: readonly string[];
  repositories(): readonly RepositoryRecord[];
  /** Names are compared as GitHub does: without regard to case. */
  find(owner: string, name: string): RepositoryRecord | undefined;
  findById(id: number): RepositoryRecord | undefined;
  add(record: RepositoryRecord): void;
  remove(record: RepositoryRecord): void;
  objects(record: RepositoryRecord): ObjectStore;
  organizationSecrets(owner: string): Record<string, OrganizationSecret>;
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
  /** A folder of an earlier version lacks what that version did not know. */
  data.repositories = data.repositories.map((record) => ({ ...freshParts(), ...record }));
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
    organizationSecrets: (owner) => {
      data.organizationSecrets ??= {};
      data.organizationSecrets[owner.toLowerCase()] ??= {};
      return data.organizationSecrets[owner.toLowerCase()] ?? {};
    },
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
