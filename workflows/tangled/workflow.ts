/** A workflow of Tangled's spindle as a value, and as YAML. It has no matrix and no needs; values reach a command as "$NAME" only. */

import { mapOf, renderDocument, spaced } from "../render.ts";

export type TangledStep = {
  /** A sentence for the log, without a full stop. */
  readonly name: string;
  /** For `bash -c`. */
  readonly command: string;
};

export type TangledWorkflow = {
  readonly branch: string;
  /** Packages of nixpkgs that the container has. */
  readonly dependencies: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly steps: readonly TangledStep[];
};

export function renderTangled({ branch, dependencies, environment, steps }: TangledWorkflow): string {
  const when = ["push", "pull_request"].map((event) => ({ event: [event], branch: [branch] }));
  const contents = mapOf([
    ["when", [...when, { event: ["manual"] }]],
    ["engine", "nixery"],
    ["dependencies", { nixpkgs: dependencies }],
    ["environment", environment],
    ["steps", steps],
  ]);
  return renderDocument(spaced(contents));
}
