import { expect, test } from "@jest/globals";
import { overBudget, parseSizeBudget } from "../../../../actions/lib/cache/size-budget.ts";

test.each([
  ["500 MiB", 524_288_000],
  ["2GiB", 2_147_483_648],
  ["0 KiB", 0],
  ["", undefined],
])("%j", (text, value) => expect(parseSizeBudget(text)).toEqual({ ok: true, value }));

test.each(["500", "500 MB", "-1 MiB", "1.5 GiB", "much"])("%j is no size", (text) => {
  expect(parseSizeBudget(text)).toMatchObject({
    problems: [{ code: "input-invalid", where: "size-budget" }],
  });
});

test("names the five largest, largest first, and counts what was sent before", () => {
  const narHash = { algorithm: "sha256", bytes: new Uint8Array(32) } as const;
  const infos = [3, 9, 1, 7, 5, 8, 2].map((size) => {
    return { path: `/nix/store/p${size}`, narHash, narSize: size * 1024, references: [] };
  });
  expect(overBudget(infos, 0, 35 * 1024)).toBeUndefined();
  expect(overBudget(infos, 0, undefined)).toBeUndefined();
  const problem = overBudget(infos, 1, 35 * 1024);
  expect(problem?.code).toBe("push-too-large");
  const order = ["p9", "p8", "p7", "p5", "p3"].map((name) => `/nix/store/${name} \\(\\d.0 KiB\\)`);
  expect(problem?.what).toMatch(new RegExp(`over the budget of 35.0 KiB, .*largest: ${order.join(", ")}$`));
});
