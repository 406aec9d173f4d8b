/** Finds the files to read. It follows no link out of the tree, and says what it could not look at. */

import { existsSync, globSync, lstatSync, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { kindOf } from "./file-kind.ts";
import { compareTexts, type Finding, fileFinding } from "./finding.ts";

/** `file` as findings name it: relative to the workspace, with `/`. */
export type Found = { readonly file: string; readonly path: string };

export type Discovery = { readonly files: readonly Found[]; readonly findings: readonly Finding[] };

/** Files git knows or would add under a folder, relative to it; undefined when git cannot say. */
export type ListFiles = (folder: string) => Promise<readonly string[] | undefined>;

/** Never of the user's own making: version control, dependencies, and the links `nix build` leaves. */
const skipped = /(?:^|\/)(?:\.git|\.jj|\.hg|\.direnv|node_modules)(?:\/|$)/;

/** What `Stats` and the entries of a folder both say. */
type Kind = Pick<Stats, "isFile" | "isDirectory" | "isSymbolicLink">;

type Search = {
  readonly workspace: string;
  readonly listFiles: ListFiles;
  readonly files: Map<string, Found>;
  /** By file and words: the same path may be given twice. */
  readonly findings: Map<string, Finding>;
};

export async function discover(
  workspace: string,
  paths: readonly string[],
  listFiles: ListFiles,
): Promise<Discovery> {
  const search: Search = { workspace, listFiles, files: new Map(), findings: new Map() };
  for (const given of paths) {
    if (/[*?[{]/.test(given) && !existsSync(resolve(workspace, given))) await addGlob(search, given);
    else await addGiven(search, resolve(workspace, given));
  }
  const files = [...search.files.values()].sort((a, b) => compareTexts(a.file, b.file));
  return { files, findings: [...search.findings.values()] };
}

async function addGiven(search: Search, path: string): Promise<void> {
  const found = attempt(search, path, () => statSync(path));
  if (found === undefined) return;
  if (!found.isDirectory()) return addGivenFile(search, path, found);
  // Repositories are called `x.nix` too: theirs is the workspace.
  if (path !== search.workspace) tellFolderNamedNix(search, path);
  const listed = await search.listFiles(path);
  if (listed === undefined || listed.length === 0) return addFolder(search, path);
  addListed(search, path, listed);
}

function addGivenFile(search: Search, path: string, found: Stats): void {
  if (kindOf(displayed(search, path)) === undefined) refuse(search, path, "is no file the guard can read");
  else addFile(search, path, found);
  const lock = join(path, "../flake.lock");
  const beside = path.endsWith("flake.nix") && statSync(lock, { throwIfNoEntry: false });
  if (beside) addFile(search, lock, beside);
}

function addListed(search: Search, root: string, listed: readonly string[]): void {
  const folders = new Set(listed.flatMap((name) => /^(.*\.nix)\//.exec(name)?.[1] ?? []));
  for (const folder of folders) tellFolderNamedNix(search, join(root, folder));
  const above = displayed(search, root);
  for (const name of listed) {
    if (kindOf(name) === undefined || skipped.test(name)) continue;
    const path = `${root}${sep}${name}`;
    const found = attempt(search, path, () => lstatSync(path, { throwIfNoEntry: false }));
    // Git still knows it, and the user has deleted it.
    if (found === undefined) continue;
    if (found.isFile()) search.files.set(path, { file: above === "." ? name : `${above}/${name}`, path });
    else addEntry(search, path, { root, found });
  }
}

function addGlob(search: Search, pattern: string): void {
  const { workspace } = search;
  let matched = 0;
  for (const name of globSync(pattern, {
    cwd: workspace,
    exclude: (entry) => skipped.test(basename(entry)),
  })) {
    const path = resolve(workspace, name);
    const found = attempt(search, path, () => statSync(path));
    if (found?.isDirectory() || kindOf(displayed(search, path)) === undefined) continue;
    matched++;
    if (found !== undefined) addFile(search, path, found);
  }
  if (matched === 0) refuse(search, resolve(workspace, pattern), "matches no file the guard can read");
}

function addFolder(search: Search, root: string): void {
  const pending = [root];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const path = folder;
    const name = displayed(search, path);
    const entries = attempt(search, path, () => readdirSync(path, { withFileTypes: true }));
    for (const entry of entries ?? []) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) {
        if (skipped.test(entry.name)) continue;
        tellFolderNamedNix(search, inner);
        pending.push(inner);
        continue;
      }
      const file = name === "." ? entry.name : `${name}/${entry.name}`;
      if (kindOf(file) === undefined) continue;
      // The folder says what its plain files are; nothing else has to be asked.
      if (entry.isFile()) search.files.set(inner, { file, path: inner });
      else addEntry(search, inner, { root, found: entry });
    }
  }
}

/** A name the tree gives; a link counts when it leads to a file outside, for what is inside is read under its own name. */
function addEntry(
  search: Search,
  path: string,
  { root, found }: { readonly root: string; readonly found: Kind },
): void {
  if (!found.isSymbolicLink()) {
    addFile(search, path, found);
    return;
  }
  const target = attempt(search, path, () => realpathSync(path));
  if (target === undefined || isInside(target, realpathSync(root))) return;
  const behind = attempt(search, path, () => statSync(path));
  if (behind?.isFile()) addFile(search, path, behind);
}

function addFile(search: Search, path: string, found: Kind): void {
  if (found.isDirectory()) tellFolderNamedNix(search, path);
  else if (!found.isFile()) refuse(search, path, "is no regular file");
  else search.files.set(path, { file: displayed(search, path), path });
}

function tellFolderNamedNix(search: Search, path: string): void {
  if (!path.endsWith(".nix")) return;
  const fix = "rename the folder, if it was meant to be a file; what is in it is read";
  const finding = fileFinding(displayed(search, path), "file-unreadable", "is a folder, not a file", fix);
  search.findings.set(`${path} folder`, { ...finding, severity: "note" });
}

function attempt<T>(search: Search, path: string, look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    refuse(search, path, reasons[code] ?? `cannot be read: ${code}`);
    return undefined;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ELOOP: "is a link that leads to itself",
  EACCES: "may not be read by this user",
  EPERM: "may not be read by this user",
};

function refuse(search: Search, path: string, what: string): void {
  const file = displayed(search, path);
  const fix = what.startsWith("does not exist")
    ? "correct the path"
    : "make it readable, or leave it out of paths";
  const finding = fileFinding(file, "file-unreadable", `${JSON.stringify(file)} ${what}`, fix);
  search.findings.set(`${path} ${what}`, finding);
}

function displayed(search: Search, path: string): string {
  const name = relative(search.workspace, path);
  return (name === "" ? "." : name).split(sep).join("/");
}

function isInside(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}
