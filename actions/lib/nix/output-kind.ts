/** How the outputs of flakes are laid out, by convention of Nix and Hydra: what is an attribute in them, and whose system it is for. */

import type { Shape } from "./eval-expression.ts";

export type OutputKind = {
  readonly shape: Shape;
  /** Everything in it must be a derivation; elsewhere functions and other sets may lie beside them. */
  readonly strict: boolean;
};

const flat: OutputKind = { shape: { bySystem: true, everySet: false, call: false }, strict: true };

const known: Readonly<Record<string, OutputKind>> = {
  packages: flat,
  checks: flat,
  devShells: flat,
  legacyPackages: { shape: { bySystem: true, everySet: false, call: false }, strict: false },
};

/** `hydraJobs` and everything of one's own: sets of sets in any order, each derivation tells its system. */
const jobs: OutputKind = { shape: { bySystem: false, everySet: true, call: false }, strict: false };

/** A `default.nix`: what nix-build and nix-env see in it. */
export const fileKind: OutputKind = {
  shape: { bySystem: false, everySet: false, call: true },
  strict: false,
};

export function kindOfOutput(output: string): OutputKind {
  return Object.hasOwn(known, output) ? (known[output] ?? jobs) : jobs;
}
