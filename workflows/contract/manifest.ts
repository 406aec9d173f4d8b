/** A contract as action.yml. What GitHub does not check (required, choices) is said in words; the action's own parser refuses. */

import { mapOf, renderDocument, spaced } from "../render.ts";
import type { Contract, Input } from "./contract.ts";

/** The bundle lies outside the action's folder: `uses:` downloads the whole repository, and all actions share one `dist/`. */
export function renderManifest(contract: Contract): string {
  const main = `../../dist/${contract.name}.mjs`;
  return renderDocument(
    spaced(
      mapOf([
        ["name", contract.title],
        ["description", contract.description],
        ["branding", { icon: contract.icon, color: "blue" }],
        ["inputs", mapOf(Object.entries<Input>(contract.inputs).flatMap(inputsOf))],
        ["outputs", contract.outputs],
        [
          "runs",
          mapOf([
            ["using", "node24"],
            ["main", main],
            ["post", contract.post ? main : undefined],
          ]),
        ],
      ]),
    ),
  );
}

/** The description with what the kind of the input adds to it. */
export function describeInput({ kind, choices, description }: Input): string {
  if (kind === "choice") return `${description}: ${choices?.join(", ")}`;
  return kind === "flag" ? `${description}: true or false` : description;
}

/** The input and its aliases. The runner enforces no `required`, so that who uses the other word is let in. */
function inputsOf([name, input]: readonly [string, Input]): readonly (readonly [string, unknown])[] {
  const { aliases = [] } = input;
  const itself = mapOf([
    ["description", describeInput(input)],
    ["required", input.required],
    ["default", input.default],
  ]);
  return [[name, itself], ...aliases.map((alias) => [alias, { description: `Same as ${name}` }] as const)];
}
