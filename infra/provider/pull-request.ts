/**
 * Files that reach a branch by one pull request: one tree, one commit, one branch. It never writes to the base branch, and
 * does nothing when the files are there already. A request that was closed without a merge is opened again.
 */

import { GithubRefusal, type JsonRecord } from "../github-api.ts";
import { type Kind, type Place, recordIn, textIn } from "./kind.ts";

type Files = Readonly<Record<string, string>>;

export const pullRequest: Kind = {
  identity: ["repository", "base", "branch"],
  idOf: (inputs) => `${textIn(inputs, "repository")}:${textIn(inputs, "branch")}`,
  apply: async (place, inputs, before) => {
    const wanted = filesOf(inputs);
    const dropped = Object.keys(before === undefined ? {} : filesOf(before)).filter(
      (path) => !(path in wanted),
    );
    const entries = await differences(place, inputs, wanted, dropped);
    if (entries.length === 0) return { url: "", merged: true };
    await moveBranch(place, inputs, await commit(place, inputs, entries));
    return { url: await openRequest(place, inputs), merged: false };
  },
  read: async (place, inputs) => {
    if ((await place.api.find(repositoryOf(place, inputs))) === undefined) return undefined;
    const open = await openRequestOf(place, inputs);
    const files = await deliveredFiles(place, inputs, open !== undefined);
    const merged = open === undefined;
    return { inputs: { ...inputs, files }, outputs: { url: textIn(open ?? {}, "html_url"), merged } };
  },
};

type Entry = {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly content?: string;
  readonly sha?: null;
};

/** What the base branch lacks, as entries of a tree. */
async function differences(place: Place, inputs: JsonRecord, wanted: Files, dropped: readonly string[]) {
  const base = textIn(inputs, "base");
  const entries: Entry[] = [];
  for (const [path, content] of Object.entries(wanted))
    if ((await contentAt(place, inputs, path, base)) !== content)
      entries.push({ path, mode: "100644", type: "blob", content });
  for (const path of dropped)
    if ((await contentAt(place, inputs, path, base)) !== undefined)
      entries.push({ path, mode: "100644", type: "blob", sha: null });
  return entries;
}

/** On top of what the base branch is now; gives the commit's id. */
async function commit(place: Place, inputs: JsonRecord, tree: readonly Entry[]): Promise<string> {
  const git = `${repositoryOf(place, inputs)}/git`;
  const reference = await place.api.find(`${git}/ref/heads/${textIn(inputs, "base")}`);
  if (reference === undefined)
    throw new Error(`there is no branch ${textIn(inputs, "base")} to open a pull request against`);
  const parent = textIn(recordIn(reference, "object"), "sha");
  const head = (await place.api.find(`${git}/commits/${parent}`)) ?? {};
  const base_tree = textIn(recordIn(head, "tree"), "sha");
  const made = await place.api.send("POST", `${git}/trees`, { base_tree, tree });
  const message = textIn(inputs, "title");
  const done = await place.api.send("POST", `${git}/commits`, {
    message,
    tree: textIn(made, "sha"),
    parents: [parent],
  });
  return textIn(done, "sha");
}

/** The branch is ours alone: it is moved, never built upon. */
async function moveBranch(place: Place, inputs: JsonRecord, sha: string): Promise<void> {
  const git = `${repositoryOf(place, inputs)}/git`;
  const branch = textIn(inputs, "branch");
  const known = await place.api.find(`${git}/ref/heads/${branch}`);
  if (known === undefined) await place.api.send("POST", `${git}/refs`, { ref: `refs/heads/${branch}`, sha });
  else await place.api.send("PATCH", `${git}/refs/heads/${branch}`, { sha, force: true });
}

async function openRequest(place: Place, inputs: JsonRecord): Promise<string> {
  const open = await openRequestOf(place, inputs);
  return textIn(
    open === undefined ? await askFor(place, inputs) : await change(place, inputs, open),
    "html_url",
  );
}

/** An answer that was lost leaves a request that is there: GitHub then refuses a second one. */
async function askFor(place: Place, inputs: JsonRecord): Promise<JsonRecord> {
  const branches = { head: textIn(inputs, "branch"), base: textIn(inputs, "base") };
  try {
    return await place.api.send("POST", pullsOf(place, inputs), { ...wordsOf(inputs), ...branches });
  } catch (error) {
    const open =
      error instanceof GithubRefusal && error.status === 422 ? await openRequestOf(place, inputs) : undefined;
    if (open === undefined) throw error;
    return open;
  }
}

function change(place: Place, inputs: JsonRecord, open: JsonRecord): Promise<JsonRecord> {
  return place.api.send("PATCH", `${pullsOf(place, inputs)}/${String(open["number"])}`, wordsOf(inputs));
}

function wordsOf(inputs: JsonRecord) {
  return { title: textIn(inputs, "title"), body: textIn(inputs, "body") };
}

async function openRequestOf(place: Place, inputs: JsonRecord): Promise<JsonRecord | undefined> {
  const query = new URLSearchParams({
    state: "open",
    head: `${place.owner}:${textIn(inputs, "branch")}`,
    base: textIn(inputs, "base"),
  });
  return (await place.api.list(`${pullsOf(place, inputs)}?${query}`))[0];
}

/** Of each file what counts: on the base branch, or, where that differs from what was wanted, in the open request. */
async function deliveredFiles(place: Place, inputs: JsonRecord, isOpen: boolean): Promise<Files> {
  const found: Record<string, string> = {};
  for (const [path, wanted] of Object.entries(filesOf(inputs))) {
    const onBase = await contentAt(place, inputs, path, textIn(inputs, "base"));
    const content =
      onBase !== wanted && isOpen ? await contentAt(place, inputs, path, textIn(inputs, "branch")) : onBase;
    if (content !== undefined) found[path] = content;
  }
  return found;
}

async function contentAt(
  place: Place,
  inputs: JsonRecord,
  path: string,
  ref: string,
): Promise<string | undefined> {
  const name = path.split("/").map(encodeURIComponent).join("/");
  const address = `${repositoryOf(place, inputs)}/contents/${name}?ref=${encodeURIComponent(ref)}`;
  const found = await place.api.find(address);
  return found === undefined ? undefined : Buffer.from(textIn(found, "content"), "base64").toString("utf8");
}

function pullsOf(place: Place, inputs: JsonRecord): string {
  return `${repositoryOf(place, inputs)}/pulls`;
}

function repositoryOf({ owner }: Place, inputs: JsonRecord): string {
  return `/repos/${owner}/${textIn(inputs, "repository")}`;
}

function filesOf(inputs: JsonRecord): Files {
  return recordIn(inputs, "files") as Files;
}
