import { describe, expect, test } from "@jest/globals";
import type { Contract } from "../../../workflows/contract/contract.ts";
import { renderTable, spliceReadme, tableEnd, tableStart } from "../../../workflows/contract/readme.ts";

const contract: Contract = {
  name: "sort",
  title: "Sort",
  description: "Sort things",
  icon: "list",
  inputs: {
    order: { kind: "choice", choices: ["up", "down"], description: "Which way", default: "up" },
    things: { kind: "lines", description: "Things, a | b", required: true },
  },
  outputs: { sorted: { description: "How many" } },
};

describe("the table in a README", () => {
  test("says what each input takes", () => {
    const table = renderTable(contract);
    expect(table).toContain("| `order`  | Which way: up, down | `up`     |");
    expect(table).toContain("| `things` | Things, a \\| b      | required |");
    expect(table).toContain("| `sorted` | How many   |");
  });

  test("replaces only what stands between the markers, and does so again and again", () => {
    const text = `# Sort\n\n${tableStart}\nold\n${tableEnd}\n\nBy hand.\n`;
    const once = spliceReadme(contract, text);
    if (!once.ok) throw new Error("refused");
    expect(once.value.startsWith(`# Sort\n\n${tableStart}\n`)).toBe(true);
    expect(once.value.endsWith(`${tableEnd}\n\nBy hand.\n`)).toBe(true);
    expect(once.value).not.toContain("old");
    expect(spliceReadme(contract, once.value)).toEqual(once);
  });

  test.each([
    ["no markers", "# Sort\n"],
    ["no end", `# Sort\n${tableStart}\n`],
    ["the end first", `${tableEnd}\n${tableStart}\n`],
    ["two tables", `${tableStart}${tableEnd}${tableStart}${tableEnd}`],
    ["two ends", `${tableStart}${tableEnd}${tableEnd}`],
    ["no file", ""],
  ])("with %s it is a problem that names the file", (_, text) => {
    const spliced = spliceReadme(contract, text);
    expect(spliced).toMatchObject({
      ok: false,
      problems: [{ code: "workflow-stale", where: "actions/sort/README.md" }],
    });
  });
});
