/**
 * Compares the source hashes of a package set with the revisions in git directories at hand: `verify-sources.ts PKGS GIT_DIR…`.
 * Downloads nothing, so it claims nothing of a revision that none of them holds; ends with 1 when a hash is wrong.
 */

import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { execa } from "execa";

type Source = { readonly name: string; readonly rev: string; readonly hash: string };
type Verdict = Source & {
  readonly found: "confirmed" | "different" | "not at hand" | "incomplete";
  readonly actual?: string;
};
type Entry = { readonly rev?: string | null; readonly tag?: string; readonly hash?: string | null };

const [pkgs, ...gitDirs] = process.argv.slice(2);
if (pkgs === undefined || gitDirs.length === 0) {
  process.stderr.write("usage: verify-sources.ts PKGS GIT_DIR…\n");
  process.exit(2);
}

const verdicts: Verdict[] = [];
for (const source of sourcesIn(pkgs)) verdicts.push(await verify(source));

for (const { name, found, hash, actual } of verdicts)
  process.stdout.write(
    `${found.padEnd(12)} ${name}${actual === undefined ? "" : `: ${hash} is recorded, ${actual} it is`}\n`,
  );
const counted = Object.entries(Object.groupBy(verdicts, ({ found }) => found));
process.stdout.write(`${counted.map(([found, of]) => `${of.length} ${found}`).join(", ")}\n`);
process.exitCode = verdicts.some(({ found }) => found === "different") ? 1 : 0;

/** Entries with a hash; a tag is as good as a revision where the git directory has it. */
function sourcesIn(folder: string): readonly Source[] {
  return globSync(join(folder, "*/sources.json"))
    .toSorted()
    .flatMap((file) =>
      Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, Entry>).flatMap(
        ([name, entry]) => {
          const rev = entry.rev ?? (entry.tag === undefined ? undefined : `refs/tags/${entry.tag}`);
          return typeof entry.hash === "string" && rev !== undefined
            ? [{ name: `${basename(dirname(file))}/${name}`, rev, hash: entry.hash }]
            : [];
        },
      ),
    );
}

async function verify(source: Source): Promise<Verdict> {
  for (const gitDir of gitDirs) {
    const commit = await execa("git", ["--git-dir", gitDir, "cat-file", "-e", `${source.rev}^{commit}`], {
      reject: false,
    });
    // A tag of the same name in another repository is another tag.
    const isOther =
      source.rev.startsWith("refs/") && !gitDir.toLowerCase().includes(basename(source.name).toLowerCase());
    if (commit.exitCode !== 0 || isOther) continue;
    const actual = await narHashOf(gitDir, source.rev);
    if (actual === undefined) return { ...source, found: "incomplete" };
    return actual === source.hash
      ? { ...source, found: "confirmed" }
      : { ...source, found: "different", actual };
  }
  return { ...source, found: "not at hand" };
}

/** The SRI hash of what a forge's archive of the revision holds; undefined where the git directory lacks files of it. */
async function narHashOf(gitDir: string, rev: string): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "verify-sources-"));
  try {
    const archive = ["--git-dir", gitDir, "archive", "--output", join(folder, "archive.tar"), rev];
    const exported = await execa("git", archive, { reject: false });
    if (exported.exitCode !== 0) return undefined;
    const tree = join(folder, "tree");
    await execa("mkdir", [tree]);
    await execa("tar", ["--extract", "--file", join(folder, "archive.tar"), "--directory", tree]);
    const { stdout } = await execa("nix-hash", ["--type", "sha256", "--base32", tree]);
    const sri = await execa("nix-hash", ["--type", "sha256", "--to-sri", stdout.trim()], { reject: false });
    if (sri.exitCode === 0) return sri.stdout.trim();
    const hash = await execa("nix", [
      "--extra-experimental-features",
      "nix-command",
      "hash",
      "to-sri",
      "--type",
      "sha256",
      stdout.trim(),
    ]);
    return hash.stdout.trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
