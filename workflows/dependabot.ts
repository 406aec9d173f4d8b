/** dependabot.yml: updates wait a week, so that a release taken back in its first days never gets here. */

import { mapOf, renderDocument, spaced } from "./render.ts";

type Ecosystem = "github-actions" | "npm";

export function renderDependabot(ecosystems: readonly Ecosystem[]): string {
  return renderDocument(
    spaced(
      mapOf([
        ["version", 2],
        ["updates", ecosystems.map(updatesOf)],
      ]),
    ),
  );
}

function updatesOf(ecosystem: Ecosystem) {
  return mapOf([
    ["package-ecosystem", ecosystem],
    ["directory", "/"],
    ["schedule", { interval: "weekly" }],
    ["cooldown", { "default-days": 7 }],
    ["groups", { [ecosystem]: { patterns: ["*"] } }],
  ]);
}
