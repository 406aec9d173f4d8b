import { describe, expect, test } from "@jest/globals";
import { renderWorkflowsFor } from "../../workflows/files.ts";
import { sampleSpec } from "../../workflows/specs.ts";
import { rules, validateWorkflow } from "../../workflows/validate.ts";
import { aCallingSpec, aForkSpec, thisSpec } from "../support/specs.ts";

const sample = renderWorkflowsFor(sampleSpec)[0]?.content ?? "";
const fork = renderWorkflowsFor(aForkSpec())[0]?.content ?? "";
/** What a rule is broken in: the first that has the text. */
const good = [sampleSpec, aCallingSpec(), thisSpec].flatMap(renderWorkflowsFor).map(({ content }) => content);
const checkout = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1";

type Break = readonly [rule: keyof typeof rules, mistake: string, right: string, wrong: string, what: string];

/** Every rule is seen red at least once: each line breaks the good workflow in one place. */
const breaks: readonly Break[] = [
  ["pinnedActions", "a tag", checkout, "actions/checkout@v7", "is not pinned to a commit"],
  ["pinnedActions", "a branch", checkout, "actions/checkout@main", "is not pinned to a commit"],
  ["pinnedActions", "another commit", "@3d3c42e", "@4d3c42e", "is not the commit of the pin table"],
  ["pinnedActions", "a wrong version", "# v7.0.1", "# v7.0.0", "is not the commit of the pin table"],
  ["pinnedActions", "no version", " # v7.0.1", "", "is not the commit of the pin table"],
  ["pinnedActions", "an unknown action", "actions/checkout@", "acme/checkout@", "is not in the pin table"],
  ["pinnedActions", "an unknown local action", "./actions/plan", "./actions/plot", "is no action of ours"],
  ["pinnedActions", "a path out", "./actions/plan", "./actions/../../plan", "is no action of ours"],
  ["pinnedActions", "an image", "./actions/plan", "docker://alpine", "is not pinned to a commit"],
  [
    "pinnedActions",
    "a reusable workflow by tag",
    "  gate:\n",
    "  more:\n    name: More\n    timeout-minutes: 5\n    runs-on: ubuntu-24.04\n    permissions: {}\n    uses: a/b/.github/workflows/x.yml@v1\n  gate:\n",
    "is not pinned to a commit",
  ],
  [
    "checkoutWithoutCredentials",
    "kept",
    "persist-credentials: false",
    "persist-credentials: true",
    "leaves its token",
  ],
  [
    "checkoutWithoutCredentials",
    "unsaid",
    "persist-credentials: false",
    "fetch-depth: 0",
    "leaves its token",
  ],
  [
    "noPermissionOnTop",
    "write-all",
    "permissions: {}\n\nc",
    "permissions: write-all\n\nc",
    "grants permissions to every job",
  ],
  ["noPermissionOnTop", "unsaid", "permissions: {}\n\nc", "c", "leaves its permissions"],
  [
    "jobPermissions",
    "unsaid",
    "    permissions:\n      contents: read\n",
    "",
    "does not list its permissions",
  ],
  [
    "jobPermissions",
    "read-all",
    "permissions:\n      contents: read",
    "permissions: read-all",
    "does not list its permissions",
  ],
  ["jobPermissions", "write without a reason", "contents: read", "contents: write", "does not say why"],
  ["jobPermissions", "more without a reason", "contents: read", "issues: write", "does not say why"],
  [
    "noExpressionInShell",
    "in the gate",
    'exit "$failed"',
    "exit ${{ needs.plan.outputs.builds }}",
    "stands in a shell text",
  ],
  [
    "noEnvironmentFiles",
    "variables",
    'exit "$failed"',
    'echo "A=$BUILDS" >> "$GITHUB_ENV"',
    "writes variables or PATH",
  ],
  [
    "noEnvironmentFiles",
    "PATH",
    'exit "$failed"',
    'echo "$BUILDS" >> "$GITHUB_PATH"',
    "writes variables or PATH",
  ],
  [
    "safeContextsOnly",
    "a branch's name",
    "shard: ${{ matrix.shard }}",
    "shard: ${{ github.head_ref }}",
    "an outsider wrote",
  ],
  [
    "safeContextsOnly",
    "a title",
    "${{ matrix.shard }}",
    "${{ github.event.pull_request.title }}",
    "an outsider wrote",
  ],
  [
    "safeContextsOnly",
    "all secrets",
    "${{ secrets.CACHIX_AUTH_TOKEN }}",
    "${{ toJSON(secrets) }}",
    '"secrets" may hold',
  ],
  [
    "safeContextsOnly",
    "any secret",
    "secrets.CACHIX_AUTH_TOKEN",
    "secrets[matrix.shard]",
    '"secrets[matrix.shard]" may hold',
  ],
  [
    "safeContextsOnly",
    "in a condition",
    "always() && steps",
    "github.actor == 'a' && steps",
    '"github.actor"',
  ],
  [
    "secretsInStepsOnly",
    "for a whole job",
    "    strategy:\n",
    "    env:\n      T: ${{ secrets.CACHIX_AUTH_TOKEN }}\n    strategy:\n",
    "hands a secret to more than one step",
  ],
  [
    "secretsInStepsOnly",
    "for the workflow",
    "jobs:\n",
    "env:\n  T: ${{ secrets.CACHIX_AUTH_TOKEN }}\njobs:\n",
    "hands a secret to more than one step",
  ],
  [
    "secretsInStepsOnly",
    "as an output",
    "${{ steps.plan.outputs.matrix }}",
    "${{ secrets.X }}",
    "hands a secret",
  ],
  ["wholeConditions", "text beside it", "if: always()\n", "if: ${{ always() }} && true\n", "always true"],
  [
    "knownResults",
    "a job that is not needed",
    "needs: [plan]",
    "needs: [guard]",
    '"needs.plan.outputs.changed-attrs" is always empty',
  ],
  [
    "knownResults",
    "an output that is none",
    "needs.plan.outputs.builds }}",
    "needs.plan.outputs.built }}",
    "is always empty",
  ],
  [
    "knownResults",
    "a step that is none",
    "id: build",
    "id: built",
    '"steps.build.outputs.results-file" is always empty',
  ],
  [
    "noDangerousTrigger",
    "of another's code",
    "pull_request: {}",
    "pull_request_target: {}",
    "gives the code of outsiders",
  ],
  [
    "noDangerousTrigger",
    "after another",
    "merge_group: {}",
    "workflow_run: { workflows: [x] }",
    "gives the code of outsiders",
  ],
  [
    "concurrency",
    "one group for all",
    "group: ${{ github.workflow }}-${{ github.ref }}",
    "group: ci",
    "may share",
  ],
  [
    "concurrency",
    "none",
    /concurrency:\n {2}group.*\n {2}cancel.*\n/.exec(sample)?.[0] ?? "?",
    "",
    "may share",
  ],
  ["named", "workflow", "name: CI\n", "", "the workflow has no name"],
  ["named", "job", "    name: Gate\n", "", 'the job "gate" has no name'],
  ["named", "step", "- name: Fetch the plan\n        uses", "- uses", "a step has no name"],
  ["timeLimit", "none", "    timeout-minutes: 60\n", "", 'the job "plan" has no time limit'],
  [
    "timeLimit",
    "too long",
    "timeout-minutes: 60",
    "timeout-minutes: 600",
    'the job "plan" has no time limit',
  ],
  [
    "fixedRunner",
    "latest",
    "runs-on: ubuntu-24.04",
    "runs-on: ubuntu-latest",
    "no runner of a fixed version",
  ],
  [
    "fixedRunner",
    "anyone's",
    "runs-on: ubuntu-24.04",
    "runs-on: [self-hosted]",
    "no runner of a fixed version",
  ],
  ["matrixWithoutFailFast", "on", "fail-fast: false", "fail-fast: true", "cancels all its other jobs"],
  [
    "gateSeesAll",
    "a job is not needed",
    "needs: [guard, plan, guard-changes, build, flake-check]",
    "needs: [plan, guard-changes, build, flake-check]",
    'the gate does not need "guard"',
  ],
  [
    "gateSeesAll",
    "a result is not read",
    "${{ needs.guard.result }}",
    "success",
    'does not read the result of "guard"',
  ],
  ["gateSeesAll", "it can be skipped", "if: always()\n", "if: success()\n", "the gate can be skipped"],
  ["guardedWrites", "without an approval", "    environment: release\n", "", "writes without an approval"],
  [
    "guardedWrites",
    "with a cache",
    "attest-build-provenance@a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32 # v4.1.0",
    "setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0",
    "restores what another run left",
  ],
  [
    "secretsByName",
    "all of them",
    "    secrets:\n      CACHIX_AUTH_TOKEN: ${{ secrets.CACHIX_AUTH_TOKEN }}",
    "    secrets: inherit",
    "gets every secret",
  ],
  ["knownResults", "an input that is none", "${{ inputs.flake }}", "${{ inputs.flak }}", "is always empty"],
  [
    "pinnedActions",
    "a workflow by tag",
    "nix-ci.yml@0123456789abcdef0123456789abcdef01234567",
    "nix-ci.yml@v1",
    "is not pinned",
  ],
  [
    "pinnedActions",
    "a folder that is no workflow",
    ".github/workflows/nix-ci.yml@",
    "actions/plan@",
    "is not in the pin table",
  ],
  [
    "concurrency",
    "in a called workflow",
    "permissions: {}\n\njobs:",
    'permissions: {}\n\nconcurrency: { group: "${{ github.workflow }}-${{ github.ref }}", cancel-in-progress: true }\n\njobs:',
    "waits for itself",
  ],
  ["gateSeesAll", "it is not there", "  gate:\n", "  other:\n", "pull requests have no gate"],
];

describe("security rules", () => {
  test.each([
    ["sample", sample],
    ["fork", fork],
  ])("find nothing in the workflow of %s", (_, text) => {
    expect(validateWorkflow(text, "ci.yml")).toEqual([]);
  });

  test.each(breaks)("%s: %s", (rule, _, right, wrong, what) => {
    const text = good.find((file) => file.includes(right)) ?? "";
    expect(text).toContain(right);
    const problems = validateWorkflow(
      text.replace(right, () => wrong),
      "ci.yml",
    );
    expect(problems.map((problem) => problem.what).join("\n")).toContain(what);
    expect(problems.map(({ code }) => code)).toEqual(problems.map(() => "workflow-invalid"));
    expect(rules[rule]).toBeDefined();
  });

  test("every rule is broken by a case above", () => {
    expect(new Set(breaks.map(([rule]) => rule))).toEqual(new Set(Object.keys(rules)));
  });

  test("an action of ours from a release says its version", () => {
    const problems = validateWorkflow(fork.replace(" # v1.2.3", ""), "ci.yml");
    expect(problems.map(({ what }) => what)).toEqual([expect.stringContaining("does not say its version")]);
  });

  test("a problem names the line", () => {
    const line = sample.split("\n").findIndex((text) => text.includes(checkout)) + 1;
    const [problem] = validateWorkflow(sample.replace(checkout, "actions/checkout@v7"), "ci.yml");
    expect(problem?.where).toEqual({ file: "ci.yml", line, column: 15 });
    expect(sample.split("\n")[line - 1]?.slice(14)).toMatch(/^actions\/checkout@/);
  });

  test("what is no YAML, and what is too large, is refused", () => {
    expect(validateWorkflow("jobs: [", "ci.yml").map(({ fix }) => fix)).toContain("mend the YAML");
    expect(validateWorkflow(`${sample}#${"x".repeat(600_000)}\n`, "ci.yml").map(({ what }) => what)).toEqual([
      expect.stringContaining("more than GitHub reads"),
    ]);
  });

  test.each(["", "[]", "jobs: 7", "jobs: { a: null }", "jobs: { a: { steps: [null] } }", "on: [push]"])(
    "%j is refused without an exception",
    (text) => {
      expect(validateWorkflow(text, "ci.yml").length).toBeGreaterThan(0);
    },
  );
});
