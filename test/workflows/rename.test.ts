import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { requiredChecks } from "../../workflows/checks.ts";
import { renderWorkflowsFor, workflowsFor } from "../../workflows/files.ts";
import { planRequiredChecks } from "../../workflows/rename.ts";
import { fc } from "../support/property.ts";
import { aForkSpec } from "../support/specs.ts";

const check = (context: string) => ({ context, integrationId: 15368 });

/** A repository as GitHub has it: what the rules require, what the default branch's workflow reports, what it has run. */
type Repository = { required: readonly string[]; reported: readonly string[]; seen: readonly string[] };

function reportedBy(gateName: string, formerChecks: readonly string[]): readonly string[] {
  const [file] = renderWorkflowsFor(aForkSpec({ gateName, formerChecks }));
  const { jobs } = parse(file?.content ?? "") as { jobs: Record<string, { name: string }> };
  return Object.values(jobs).map(({ name }) => name);
}

/** One `pulumi up` for this gate name: every moment of it, in the order it prescribes. */
function up(repository: Repository, gateName: string): readonly Repository[] {
  const checks = requiredChecks(workflowsFor(aForkSpec({ gateName })));
  const { required, formerChecks } = planRequiredChecks({
    current: repository.required,
    seenOnDefaultBranch: repository.seen,
    wanted: checks.ok ? checks.value : [],
  });
  const ruled = { ...repository, required: required.map(({ context }) => context) };
  // Committing the files makes a new newest commit, which nothing has run on yet.
  return [ruled, { ...ruled, reported: reportedBy(gateName, formerChecks), seen: [] }];
}

describe("a required check that is renamed", () => {
  const adding = planRequiredChecks({
    current: ["Gate"],
    seenOnDefaultBranch: ["Gate", "Guard"],
    wanted: [check("All green")],
  });

  test("is first reported beside the old one, which stays required", () => {
    expect(adding).toEqual({
      phase: "adding",
      required: [check("Gate")],
      formerChecks: ["Gate"],
      next: 'when the default branch has reported "All green", run pulumi up again: it then requires it, and drops "Gate"',
    });
  });

  test("is required alone once the default branch has reported it", () => {
    expect(
      planRequiredChecks({
        current: ["Gate"],
        seenOnDefaultBranch: ["Gate", "All green"],
        wanted: [check("All green")],
      }),
    ).toMatchObject({ phase: "dropping", required: [check("All green")], formerChecks: [] });
  });

  test("has nothing left to do after that", () => {
    const wanted = [check("All green")];
    const history = { current: ["All green"], seenOnDefaultBranch: [], wanted };
    expect(planRequiredChecks(history)).toEqual({
      phase: "stable",
      required: wanted,
      formerChecks: [],
      next: "",
    });
  });

  test("a repository without rules gets them at once", () => {
    const history = { current: [], seenOnDefaultBranch: [], wanted: [check("Gate")] };
    expect(planRequiredChecks(history)).toMatchObject({ phase: "stable", required: [check("Gate")] });
  });

  test("a second check waits to be seen, the first stays required", () => {
    const history = { current: ["A"], seenOnDefaultBranch: ["A"], wanted: [check("A"), check("B")] };
    expect(planRequiredChecks(history)).toMatchObject({
      phase: "adding",
      required: [check("A")],
      formerChecks: [],
    });
  });

  test("the former name is reported by a job that only repeats the gate", () => {
    const [file] = renderWorkflowsFor(aForkSpec({ gateName: "All green", formerChecks: ["CI / Gate"] }));
    const { jobs } = parse(file?.content ?? "");
    expect(jobs["former-1"]).toMatchObject({ name: "CI / Gate", needs: ["gate"], if: "always()" });
    expect(jobs.gate.needs).not.toContain("former-1");
  });

  test("whatever the order of renames and runs, nothing is ever blocked and nothing unguarded", () => {
    const gate = fc.constantFrom("Gate", "All green", "CI / Gate");
    const action = fc.record({ gate, branchRan: fc.boolean() });
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 6 }), (actions) => {
        let now: Repository = { required: ["Gate"], reported: reportedBy("Gate", []), seen: ["Gate"] };
        for (const { gate: name, branchRan } of actions) {
          for (const moment of up(now, name)) {
            expect(moment.required.length).toBeGreaterThan(0);
            expect(moment.reported).toEqual(expect.arrayContaining([...moment.required]));
            now = moment;
          }
          if (branchRan) now = { ...now, seen: now.reported };
        }
      }),
      { numRuns: 60 },
    );
  });
});
