import { describe, expect, test } from "@jest/globals";
import { countActions, planRows, renderPlan, renderWarnings } from "../../infra/plan-rows.ts";

const envelope = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value: "opaque",
};
const secret = {
  type: "github:index/actionsSecret:ActionsSecret",
  inputs: { secretName: "CACHIX_AUTH_TOKEN", value: envelope },
  action: "create",
} as const;
const variable = (variableName: string, value: unknown) =>
  ({
    type: "github:index/actionsVariable:ActionsVariable",
    inputs: { variableName, value },
    action: "update",
  }) as const;

describe("rows of the plan", () => {
  test("come in the order of the table, whatever order they are told in, without stack, provider and components", () => {
    const told = [
      variable("B", "2"),
      { type: "pulumi:pulumi:Stack", inputs: {}, action: "create" } as const,
      secret,
      { type: "nur-ci:github:Repository", inputs: {}, action: "create" } as const,
      variable("A", "1"),
      {
        type: "github:index/repository:Repository",
        inputs: { name: "nur", visibility: "public", hasIssues: true },
        action: "same",
      } as const,
    ];
    const rows = planRows(told);
    expect(rows.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "repository nur",
      "secret CACHIX_AUTH_TOKEN",
      "variable A",
      "variable B",
    ]);
    expect(planRows(told.toReversed())).toEqual(rows);
  });

  test("a secret is masked, also one where none is expected", () => {
    const text = renderPlan(planRows([secret, variable("A", envelope)]));
    expect(text).not.toContain("opaque");
    expect(text.match(/\*{8}/g)).toHaveLength(2);
  });

  test("the text is aligned, and a cell cannot break its line", () => {
    expect(renderPlan(planRows([secret, variable("A", "one\ntwo\u001b[31m")])).split("\n")).toEqual([
      "action  effect  kind      name               details",
      "──────  ──────  ────────  ─────────────────  ──────────────────",
      "create          secret    CACHIX_AUTH_TOKEN  ********",
      "update          variable  A                  one\\ntwo\\u001b[31m",
    ]);
  });

  test("what destroys or loosens is said in words, the destructive first; nothing else is", () => {
    const permissions = {
      type: "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions",
      before: { defaultWorkflowPermissions: "read" },
      inputs: { defaultWorkflowPermissions: "write" },
      action: "update",
    } as const;
    const rows = planRows([permissions, { ...secret, action: "delete" }, variable("A", "1")]);
    expect(rows.map(({ effect }) => effect)).toEqual(["loosening", "destructive", "neutral"]);
    expect(renderWarnings(rows).split("\n")).toEqual([
      "destructive: secret CACHIX_AUTH_TOKEN: the value of the secret is lost",
      "loosening: permissions workflow token: permissions of the workflow token: no longer as strict",
    ]);
    expect(renderWarnings(planRows([variable("A", "1")]))).toBe("");
  });

  test("actions are counted, the gravest first", () => {
    expect(countActions(planRows([secret, variable("A", "1"), variable("B", "2")]))).toBe(
      "1 create, 2 update",
    );
    expect(countActions([])).toBe("nothing");
  });
});
