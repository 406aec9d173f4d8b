/** The package sets this repository itself renders workflows for. */

import { parseSpec, type Spec } from "./spec.ts";

/** This repository: its own checks; the packages join when there are some. */
export const ownSpec: Spec = specOf({
  name: "nur-ci",
  guardPaths: ["."],
  actions: { from: "checkout" },
  check: true,
  codeScanning: true,
});

/** The sample of `npm start`: two organizations, every job. */
export const sampleSpec: Spec = specOf({
  name: "sample",
  guardPaths: ["examples/sample-nur"],
  actions: { from: "checkout" },
  packages: {
    flake: "./examples/sample-nur",
    organizations: ["harbor", "lantern"],
    systems: ["x86_64-linux"],
    cache: { name: "sample" },
  },
});

function specOf(value: unknown): Spec {
  const parsed = parseSpec(value);
  if (!parsed.ok) throw new Error("a spec of our own is invalid", { cause: parsed.problems });
  return parsed.value;
}
