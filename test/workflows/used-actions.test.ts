import { expect, test } from "@jest/globals";
import { workflowsFor } from "../../workflows/files.ts";
import { sampleSpec } from "../../workflows/specs.ts";
import { usedActions } from "../../workflows/used-actions.ts";
import { aCallingSpec, aForkSpec } from "../support/specs.ts";

const others = [
  "actions/checkout",
  "actions/download-artifact",
  "actions/upload-artifact",
  "cachix/install-nix-action",
];

test("actions of the checkout need no permission", () => {
  expect(usedActions(workflowsFor(sampleSpec))).toEqual(others);
});

test("whoever calls a workflow must allow what that workflow uses", () => {
  const released = usedActions(workflowsFor(aForkSpec()));
  expect(released).toEqual(expect.arrayContaining([...others, "atproto-nix/nur-ci/actions/plan"]));
  expect(usedActions(workflowsFor(aCallingSpec()))).toEqual(
    [
      ...released,
      "atproto-nix/nur-ci/.github/workflows/build-group.yml",
      "atproto-nix/nur-ci/.github/workflows/nix-ci.yml",
      "atproto-nix/nur-ci/.github/workflows/nix-nightly.yml",
    ].toSorted(),
  );
});
