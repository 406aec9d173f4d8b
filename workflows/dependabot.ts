/** dependabot.yml: updates wait a week, so that a release taken back in its first days never gets here. */

import { mapOf, renderDocument, spaced } from "./render.ts";

export function renderDependabot(): string {
  return renderDocument(
    spaced(
      mapOf([
        ["version", 2],
        ["updates", ["github-actions", "npm"].map(updatesOf)],
      ]),
    ),
  );
}

function updatesOf(ecosystem: string) {
  return mapOf([
    ["package-ecosystem", ecosystem],
    ["directory", "/"],
    ["schedule", { interval: "weekly" }],
    ["cooldown", { "default-days": 7 }],
    ["groups", { [ecosystem]: { patterns: ["*"] } }],
  ]);
}
