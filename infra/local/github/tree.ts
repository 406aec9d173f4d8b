/** Commits to one repository: a path is written or removed on a branch, as GitHub's contents API does. */

import { invalid, notFound, Refusal } from "./answer.ts";
import type { Commit, ObjectStore, Person, Tree } from "./git-objects.ts";
import type { RepositoryRecord } from "./records.ts";

export type Change = {
  readonly branch: string;
  readonly path: string;
  /** Absent: the path is removed. */
  readonly content?: Buffer;
  /** Blob that the author believes is there. */
  readonly replaces?: string;
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
};

export type Committed = { readonly commit: string; readonly blob?: string; readonly isNew: boolean };

/** The branch moves only if what the author believes is there is what is there. */
export function commitChange(record: RepositoryRecord, objects: ObjectStore, change: Change): Committed {
  const { branch, path, content, author, committer } = change;
  checkPath(path);
  const head = record.branches[branch];
  if (head === undefined && Object.keys(record.branches).length > 0)
    throw new Refusal(404, `Branch ${branch} not found`);
  const tree = new Map(treeOf(objects, head));
  const present = tree.get(path);
  checkReplaced(change, present?.id);
  const blob = content === undefined ? undefined : objects.writeBlob(content);
  if (blob === undefined) tree.delete(path);
  else tree.set(path, { mode: present?.mode ?? "100644", id: blob });
  const commit = objects.writeCommit({
    tree: objects.writeTree(tree),
    parents: head === undefined ? [] : [head],
    author,
    committer,
    message: change.message,
  });
  record.branches[branch] = commit;
  return { commit, isNew: present === undefined, ...(blob === undefined ? {} : { blob }) };
}

type Merge = { readonly base: string; readonly head: string; readonly message: string; readonly date: Date };

/** What the head's last commit changed, as one commit on the base: a squash of a pull request that is one commit. */
export function mergeInto(record: RepositoryRecord, objects: ObjectStore, merge: Merge): string {
  const head = record.branches[merge.head];
  const base = record.branches[merge.base];
  const changed = head === undefined ? undefined : objects.readCommit(head);
  if (base === undefined || head === undefined || changed === undefined) throw notFound();
  const before = treeOf(objects, changed.parents[0]);
  const after = treeOf(objects, head);
  const tree = new Map(treeOf(objects, base));
  for (const [path, entry] of after) if (before.get(path)?.id !== entry.id) tree.set(path, entry);
  for (const path of before.keys()) if (!after.has(path)) tree.delete(path);
  const person = { name: "GitHub", email: "noreply@github.com", date: merge.date };
  const commit = objects.writeCommit({
    tree: objects.writeTree(tree),
    parents: [base],
    author: person,
    committer: person,
    message: merge.message,
  });
  record.branches[merge.base] = commit;
  return commit;
}

/** Branch, or id of a commit; absent: the default branch. */
export function resolveRef(record: RepositoryRecord, objects: ObjectStore, ref = ""): string {
  const branch = ref === "" ? String(record.settings["default_branch"]) : ref.replace(/^refs\/heads\//, "");
  const head = record.branches[branch];
  if (head !== undefined) return head;
  if (/^[0-9a-f]{40}$/.test(ref) && objects.readCommit(ref) !== undefined) return ref;
  throw notFound();
}

export function treeOf(objects: ObjectStore, commit: string | undefined): Tree {
  const found = commit === undefined ? undefined : objects.readCommit(commit);
  return found === undefined ? new Map() : objects.readTree(found.tree);
}

/** Newest first, along first parents; with a path, only commits that changed it. */
export function* historyOf(
  objects: ObjectStore,
  head: string,
  path?: string,
): Generator<{ id: string; commit: Commit }> {
  let id: string | undefined = head;
  while (id !== undefined) {
    const commit = objects.readCommit(id);
    if (commit === undefined) return;
    const parent = commit.parents[0];
    const blobAt = (at: string | undefined): string | undefined => treeOf(objects, at).get(path ?? "")?.id;
    if (path === undefined || blobAt(id) !== blobAt(parent)) yield { id, commit };
    id = parent;
  }
}

/** Refuses what git itself would refuse to check out. */
export function checkPath(path: string): void {
  const parts = path.split("/");
  const isWrong = (part: string): boolean => part === "" || part === "." || part === ".." || part === ".git";
  if (parts.some(isWrong) || path.includes("\0")) throw invalid("path contains a malformed path component");
}

function checkReplaced({ path, content, replaces }: Change, present: string | undefined): void {
  if (content === undefined && present === undefined) throw notFound();
  if (present !== undefined && replaces === undefined) throw invalid(`"sha" wasn't supplied.`);
  if (replaces !== undefined && replaces !== present)
    throw new Refusal(409, `${path} does not match ${replaces}`);
}
