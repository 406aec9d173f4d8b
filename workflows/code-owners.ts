/** CODEOWNERS: each organization's packages belong to its people. The last line that matches wins, so the most special comes last. */

import { generatedNotice } from "./render.ts";
import type { OwnersSpec, PackagesSpec } from "./spec.ts";

export function renderCodeOwners({ everything, organizations }: OwnersSpec, packages?: PackagesSpec): string {
  const owned = (packages?.folders ?? []).flatMap((folder) =>
    Object.entries(organizations)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, people]) => line(`/${folder}/${name}/`, people)),
  );
  // Who may change the workflows may read every secret: they belong to no organization alone.
  return [
    `# ${generatedNotice}`,
    "",
    line("*", everything),
    ...owned,
    line("/.github/", everything),
    "",
  ].join("\n");
}

function line(pattern: string, people: readonly string[]): string {
  return `${pattern} ${people.join(" ")}`;
}
