/** Git's object database in loose form: what is committed here can be cloned by a real git. It never deletes an object. */

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";
import { writeWhole } from "../files.ts";

export type Person = { readonly name: string; readonly email: string; readonly date: Date };

export type Commit = {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
};

/** Path → mode and object; the whole tree, flat. */
export type Tree = ReadonlyMap<string, { readonly mode: string; readonly id: string }>;

export type ObjectStore = {
  readonly folder: string;
  writeBlob(content: Buffer): string;
  readBlob(id: string): Buffer;
  writeTree(tree: Tree): string;
  readTree(id: string): Tree;
  writeCommit(commit: Commit): string;
  readCommit(id: string): Commit | undefined;
};

type Kind = "blob" | "tree" | "commit";

const folderMode = "40000";

/** `folder` is the `objects` folder of a repository; it is made when the first object is written. */
export function openObjects(folder: string): ObjectStore {
  const write = (kind: Kind, content: Buffer): string => writeObject(folder, kind, content);
  const read = (id: string): Buffer => readObject(folder, id);
  return {
    folder,
    writeBlob: (content) => write("blob", content),
    readBlob: read,
    writeTree: (tree) => writeLevel(tree, write),
    readTree: (id) => new Map(readLevel(id, "", read)),
    writeCommit: (commit) => write("commit", Buffer.from(renderCommit(commit))),
    readCommit: (id) =>
      existsSync(objectPath(folder, id)) ? parseCommit(read(id).toString("utf8")) : undefined,
  };
}

function framed(kind: Kind, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${kind} ${content.length}\0`), content]);
}

function objectPath(folder: string, id: string): string {
  return join(folder, id.slice(0, 2), id.slice(2));
}

function writeObject(folder: string, kind: Kind, content: Buffer): string {
  const bytes = framed(kind, content);
  const id = createHash("sha1").update(bytes).digest("hex");
  const path = objectPath(folder, id);
  if (existsSync(path)) return id;
  writeWhole(path, deflateSync(bytes), 0o444);
  return id;
}

function readObject(folder: string, id: string): Buffer {
  const bytes = inflateSync(readFileSync(objectPath(folder, id)));
  return bytes.subarray(bytes.indexOf(0) + 1);
}

/** One level of the tree; the levels below are written first, because a tree names them by their ids. */
function writeLevel(tree: Tree, write: (kind: Kind, content: Buffer) => string): string {
  const entries = new Map<string, { mode: string; id: string }>();
  const below = new Map<string, Map<string, { mode: string; id: string }>>();
  for (const [path, entry] of tree) {
    const [head = "", ...rest] = path.split("/");
    if (rest.length === 0) entries.set(head, entry);
    else below.set(head, (below.get(head) ?? new Map()).set(rest.join("/"), entry));
  }
  for (const [name, level] of below) entries.set(name, { mode: folderMode, id: writeLevel(level, write) });
  const lines = [...entries]
    .toSorted(([left, a], [right, b]) => Buffer.compare(sortKey(left, a.mode), sortKey(right, b.mode)))
    .map(([name, { mode, id }]) => Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]));
  return write("tree", Buffer.concat(lines));
}

/** Git sorts a folder as if its name ended in a slash. */
function sortKey(name: string, mode: string): Buffer {
  return Buffer.from(mode === folderMode ? `${name}/` : name);
}

function* readLevel(
  id: string,
  prefix: string,
  read: (id: string) => Buffer,
): Generator<[string, { mode: string; id: string }]> {
  const bytes = read(id);
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(0, at);
    const [mode = "", name = ""] = bytes.toString("utf8", at, end).split(/ (.*)/s);
    const child = bytes.toString("hex", end + 1, end + 21);
    if (mode === folderMode) yield* readLevel(child, `${prefix}${name}/`, read);
    else yield [`${prefix}${name}`, { mode, id: child }];
    at = end + 21;
  }
}

function renderCommit({ tree, parents, author, committer, message }: Commit): string {
  const head = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${renderPerson(author)}`,
    `committer ${renderPerson(committer)}`,
  ];
  return `${head.join("\n")}\n\n${message}`;
}

/** The characters that end a name or an address in a commit cannot be in one. */
function renderPerson({ name, email, date }: Person): string {
  const plain = (text: string): string => text.replaceAll(/[<>\n\0]/g, "");
  return `${plain(name)} <${plain(email)}> ${Math.floor(date.getTime() / 1000)} +0000`;
}

function parseCommit(text: string): Commit {
  const [head = "", message = ""] = text.split(/\n\n(.*)/s);
  const lines = head.split("\n").map((line) => line.split(/ (.*)/s));
  const values = (name: string): string[] =>
    lines.filter(([key]) => key === name).map(([, value = ""]) => value);
  return {
    tree: values("tree")[0] ?? "",
    parents: values("parent"),
    author: parsePerson(values("author")[0] ?? ""),
    committer: parsePerson(values("committer")[0] ?? ""),
    message,
  };
}

function parsePerson(text: string): Person {
  const [, name = "", email = "", seconds = "0"] = /^(.*) <(.*)> (\d+) [+-]\d{4}$/.exec(text) ?? [];
  return { name, email, date: new Date(Number(seconds) * 1000) };
}
