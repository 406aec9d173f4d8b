/** Workflows that must not compile: every line under a directive is a mistake somebody made, and tsc refuses it. */

import { cachixPush } from "../../../workflows/contract/cachix-push.ts";
import { hashGuard } from "../../../workflows/contract/hash-guard.ts";
import { nixBuild } from "../../../workflows/contract/nix-build.ts";
import { plan } from "../../../workflows/contract/plan.ts";
import { call, reusable } from "../../../workflows/model/call.ts";
import {
  always,
  type Expression,
  equals,
  github,
  matrix,
  secret,
  template,
} from "../../../workflows/model/expression.ts";
import { input } from "../../../workflows/model/interface.ts";
import { type Job, job, jobOutput, jobResult } from "../../../workflows/model/job.ts";
import {
  type ActionSource,
  ours,
  pinned,
  run,
  type Step,
  stepOutput,
} from "../../../workflows/model/step.ts";
import { type CallJob, type Workflow, workflow } from "../../../workflows/model/workflow.ts";

const source: ActionSource = { from: "checkout" };
const step = run("true", { name: "Do nothing" });
const planning = ours(plan, source, { id: "plan", name: "Plan", with: {} });
const frame = { runsOn: "ubuntu-24.04", timeoutMinutes: 5, permissions: {}, steps: [step] } as const;
const first = job({
  ...frame,
  id: "first",
  name: "First",
  outputs: { matrix: stepOutput(planning, "matrix") },
});
const second = job({ ...frame, id: "second", name: "Second", needs: ["first"] });
const head = {
  id: "ci",
  name: "CI",
  on: { pullRequest: true },
  concurrency: { group: template`${github("workflow")}-${github("ref")}`, cancelInProgress: true },
} as const;

const asked = {
  inputs: {
    flake: { type: "string", description: "Flake", required: true },
    check: { type: "boolean", description: "Check", default: true },
  },
  secrets: { TOKEN: { description: "Token", required: true }, KEY: { description: "Key" } },
  outputs: { matrix: { description: "Matrix", value: jobOutput(first, "matrix") } },
} as const;
const callee = reusable({ id: "callee", name: "Callee", call: asked, jobs: [first, second] });
const given = { flake: ".", check: matrix("check") } as const;
const named = { id: "calling", name: "Call" } as const;
const secrets = { TOKEN: secret("T") };
const calling = call(callee, source, { ...named, with: given, secrets });

/** What is right compiles: otherwise the refusals below would prove nothing. */
export const right: readonly unknown[] = [
  workflow({ ...head, jobs: [first, second] }),
  job({ ...frame, id: "third", name: "Third", needs: ["first"], if: equals(jobResult(first), "success") }),
  ours(cachixPush, source, {
    name: "Push",
    with: { cache: "x", "auth-token": secret("TOKEN"), policy: "warn" },
  }),
  workflow({ ...head, jobs: [calling, job({ ...frame, id: "x", name: "X", needs: ["calling"] })] }),
  job({ ...frame, id: "x", name: "X", needs: ["calling"], matrix: jobOutput(calling, "matrix") }),
  input(asked.inputs, "flake"),
];

/** Not to be called for its result: what only a text can tell is refused when it runs, too. */
export function wrong(): readonly unknown[] {
  // A job without a name, without permissions, without a time limit.
  // @ts-expect-error
  job({ id: "x", runsOn: "ubuntu-24.04", timeoutMinutes: 5, permissions: {}, steps: [step] });
  // @ts-expect-error
  job({ id: "x", name: "X", runsOn: "ubuntu-24.04", timeoutMinutes: 5, steps: [step] });
  // @ts-expect-error
  job({ id: "x", name: "X", runsOn: "ubuntu-24.04", permissions: {}, steps: [step] });

  // A runner that moves; a permission that is none; a permission without its reason; write without a reason.
  // @ts-expect-error
  job({ ...frame, id: "x", name: "X", runsOn: "ubuntu-latest" });
  // @ts-expect-error
  job({ ...frame, id: "x", name: "X", permissions: { everything: "write" } });
  // @ts-expect-error
  job({ ...frame, id: "x", name: "X", permissions: { contents: "write" } });
  // @ts-expect-error
  job({ ...frame, id: "x", name: "X", permissions: { "security-events": { access: "write" } } });

  // A job that needs one that is not there, by name and inside a list.
  // @ts-expect-error
  workflow({ ...head, jobs: [second] });
  // @ts-expect-error
  workflow({ ...head, jobs: [first, job({ ...frame, id: "x", name: "X", needs: ["frist"] })] });

  // The result or an output of a job that is not needed; an output that job does not have.
  // @ts-expect-error
  job({ ...frame, id: "x", name: "X", if: equals(jobResult(first), "success") });
  // @ts-expect-error
  job({ ...frame, id: "x", name: "X", needs: ["second"], matrix: jobOutput(first, "matrix") });
  // @ts-expect-error
  jobOutput(first, "matrices");

  // An output the action does not have; outputs of a step without an id.
  // @ts-expect-error
  stepOutput(planning, "matrices");
  // @ts-expect-error
  stepOutput(ours(plan, source, { name: "Plan", with: {} }), "matrix");

  // A shell text with an expression in it; a text nobody looked at; a condition that is text.
  // @ts-expect-error
  run("echo ${{ github.head_ref }}", { name: "Say it" });
  // @ts-expect-error
  const unseen: Step = { name: "Say it", run: "echo hello" };
  // @ts-expect-error
  run("true", { name: "Say it", if: "always()" });

  // A step without a name; an action nobody pinned; a `uses:` by hand; an input that is none, of others and of ours.
  // @ts-expect-error
  run("true", {});
  // @ts-expect-error
  pinned("setup-everything", { name: "Set up" });
  // @ts-expect-error
  const unpinned: Step = { name: "Check out", uses: "actions/checkout@v7" };
  // @ts-expect-error
  pinned("checkout", { name: "Check out", with: { "fetch-dept": 0 } });
  // @ts-expect-error
  ours(hashGuard, source, { name: "Guard", with: { path: "." } });

  // A required input that is missing, of others and of ours; a choice that is none.
  // @ts-expect-error
  pinned("upload-artifact", { name: "Keep it", with: { name: "x" } });
  // @ts-expect-error
  ours(cachixPush, source, { name: "Push", with: {} });
  // @ts-expect-error
  ours(cachixPush, source, { name: "Push", with: { cache: "x", policy: "sometimes" } });

  // A secret where none is asked for; plain text where a secret is; a secret for a whole job, in a name, in a matrix.
  // @ts-expect-error
  ours(nixBuild, source, { name: "Build", with: { shard: secret("TOKEN") } });
  // @ts-expect-error
  ours(cachixPush, source, { name: "Push", with: { cache: "x", "auth-token": "hunter2" } });
  // @ts-expect-error
  job({ ...frame, id: "x", name: "X", env: { TOKEN: secret("TOKEN") } });
  // @ts-expect-error
  template`Build ${secret("TOKEN")}`;
  // @ts-expect-error
  job({ ...frame, id: "x", name: "X", matrix: secret("MATRIX") });

  // A context an outsider writes; an expression made by hand.
  // @ts-expect-error
  github("head_ref");
  // @ts-expect-error
  const forged: Expression = { kind: "expression", source: "github.event.issue.title" };

  // Triggers that give outsiders our secrets; no concurrency.
  // @ts-expect-error
  workflow({ ...head, on: { pullRequestTarget: true }, jobs: [first] });
  // @ts-expect-error
  const loose: Workflow = { id: "ci", name: "CI", on: {}, jobs: [first as Job] };

  // A called workflow: an input that is missing, none, of another type, or secret; an output it does not have.
  // @ts-expect-error
  call(callee, source, { ...named, with: {}, secrets });
  // @ts-expect-error
  call(callee, source, { ...named, with: { ...given, flak: "." }, secrets });
  // @ts-expect-error
  call(callee, source, { ...named, with: { flake: true }, secrets });
  // @ts-expect-error
  call(callee, source, { ...named, with: { flake: secret("T") }, secrets });
  // @ts-expect-error
  jobOutput(calling, "matrices");
  // @ts-expect-error
  input(asked.inputs, "flak");

  // A secret that is missing, none, plain text, or all of them at once; a call by hand; a call that is needed and not there.
  // @ts-expect-error
  call(callee, source, { ...named, with: given, secrets: {} });
  // @ts-expect-error
  call(callee, source, { ...named, with: given, secrets: { ...secrets, TOKE: secret("T") } });
  // @ts-expect-error
  call(callee, source, { ...named, with: given, secrets: { TOKEN: "hunter2" } });
  // @ts-expect-error
  call(callee, source, { ...named, with: given, secrets: "inherit" });
  // @ts-expect-error
  const byHand: CallJob = { ...calling, uses: "a/b/.github/workflows/x.yml@main" };
  // @ts-expect-error
  workflow({ ...head, jobs: [job({ ...frame, id: "x", name: "X", needs: ["calling"] })] });
  // @ts-expect-error
  reusable({ id: "y", name: "Y", call: asked, jobs: [second] });

  // A called workflow with an event of its own, or with its caller's concurrency.
  // @ts-expect-error
  reusable({ id: "y", name: "Y", call: asked, on: { pullRequest: true }, jobs: [first] });
  // @ts-expect-error
  reusable({ id: "y", name: "Y", call: asked, concurrency: head.concurrency, jobs: [first] });

  return [byHand, unseen, unpinned, forged, loose, always(), matrix("x")];
}
