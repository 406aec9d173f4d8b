/** A Debian of its own below .local/, with Nix and nothing to build with: made once by mmdebstrap, whole or not at all. */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export type DebianRoot = { readonly suite: string; readonly version: string };

/** Debian is the one place that still gives three Nix from one mirror; sid moves on. */
export const debianRoots: readonly DebianRoot[] = [
  { suite: "bookworm", version: "2.8" },
  { suite: "trixie", version: "2.26" },
  { suite: "sid", version: "2.34" },
];

const packages = [
  "nix-bin",
  "ca-certificates",
  "git",
  "mount",
  "openssh-client",
  "openssh-server",
  "procps",
  "zstd",
];
/** Raised when the packages or the settings change: older folders are then made again. */
const edition = 3;

const nixSettings = `build-users-group =
experimental-features = nix-command flakes
sandbox = false
substituters =
`;

/** The folder, or undefined with the reason printed by mmdebstrap itself. */
export function debianRoot({ suite }: DebianRoot, repository: string): string | undefined {
  const folder = join(repository, `.local/nix-roots/${suite}-${edition}`);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  mkdirSync(dirname(folder), { recursive: true });
  const args = ["--variant=apt", `--include=${packages.join(",")}`];
  // A mirror may be a snapshot, whose lists are of another day.
  const options = [...args, "--quiet", `--aptopt=Acquire::Check-Valid-Until "false"`];
  const { status } = spawnSync("mmdebstrap", [...options, suite, draft], { stdio: "inherit" });
  if (status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    return undefined;
  }
  mkdirSync(join(draft, "etc/nix"), { recursive: true });
  writeFileSync(join(draft, "etc/nix/nix.conf"), nixSettings);
  renameSync(draft, folder);
  return folder;
}
