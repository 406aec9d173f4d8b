/** Who an attribute belongs to: the folders of `pkgs/` in the flake's source are the organizations. Guesses nothing else. */

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { AttributeIdentity } from "../nix/evaluation.ts";
import type { Flake } from "../nix/flake.ts";

/** For attributes that belong to none of the folders. */
const defaultOrganization = "default";

export type Owned = { readonly organization: string; readonly name: string };

/** Folder names of `pkgs/`; empty when there is no such folder. */
export async function readOrganizations(flake: Flake): Promise<readonly string[]> {
  const roots = [flake.sourcePath, flake.root].filter((root) => root !== undefined);
  for (const root of roots) {
    const names = await folderNames(join(root, flake.directory));
    if (names !== undefined) return names;
  }
  return [];
}

/** Undefined when the flake itself is not there: its store is elsewhere. */
async function folderNames(flakeFolder: string): Promise<readonly string[] | undefined> {
  try {
    const entries = await readdir(join(flakeFolder, "pkgs"), { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  try {
    await readdir(flakeFolder);
    return [];
  } catch (error) {
    if (!isAbsent(error)) throw error;
    return undefined;
  }
}

function isAbsent(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
}

/**
 * `<organization>-<name>`, the longest organization first: `tangled-web-x` is of `tangled-web` when both exist. Of nested
 * names the first may be the organization.
 */
export function ownerOf(
  { name, nested }: Pick<AttributeIdentity, "name" | "nested">,
  organizations: readonly string[],
): Owned {
  const whole = nested?.join(".") ?? name;
  const marks = nested === undefined ? ["-"] : ["-", "."];
  const owners = organizations.filter((organization) =>
    marks.some((mark) => whole.startsWith(organization + mark) && whole.length > organization.length + 1),
  );
  const longest = owners.reduce((best, owner) => (owner.length > best.length ? owner : best), "");
  if (longest === "") return { organization: defaultOrganization, name: whole };
  return { organization: longest, name: whole.slice(longest.length + 1) };
}
