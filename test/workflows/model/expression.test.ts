import { describe, expect, test } from "@jest/globals";
import {
  always,
  and,
  cancelled,
  differs,
  equals,
  fromJson,
  github,
  holds,
  isExpression,
  matrix,
  not,
  renderValue,
  secret,
  template,
  textWhen,
} from "../../../workflows/model/expression.ts";
import { run } from "../../../workflows/model/step.ts";

const cast = (value: unknown) => value as never;

describe("expressions", () => {
  test.each([
    ["a context", github("ref"), "${{ github.ref }}"],
    ["a matrix value", matrix("shard"), "${{ matrix.shard }}"],
    ["a secret", secret("CACHIX_AUTH_TOKEN"), "${{ secrets.CACHIX_AUTH_TOKEN }}"],
    ["JSON", fromJson(matrix("all")), "${{ fromJSON(matrix.all) }}"],
    ["text around", template`a-${github("sha")}-b`, "a-${{ github.sha }}-b"],
    ["a condition as a value", equals(github("event_name"), "push"), "${{ github.event_name == 'push' }}"],
    ["a quote in a text", differs(github("ref"), "it's"), "${{ github.ref != 'it''s' }}"],
    ["not of a function", not(cancelled()), "${{ !cancelled() }}"],
    ["not of a comparison", not(equals(github("ref"), "a")), "${{ !(github.ref == 'a') }}"],
    ["and", and(always(), differs(github("ref"), "")), "${{ always() && github.ref != '' }}"],
    ["a flag", holds(matrix("flag")), "${{ matrix.flag }}"],
    [
      "a text on a condition",
      textWhen(equals(github("ref"), "a"), "b"),
      "${{ github.ref == 'a' && 'b' || '' }}",
    ],
    ["plain text", "as it is", "as it is"],
  ])("%s", (_, value, rendered) => {
    expect(renderValue(value)).toBe(rendered);
  });

  test.each([
    ["a matrix key", () => matrix("a }} ${{ secrets.X")],
    ["a secret's name", () => secret("A.B")],
    ["a text that is compared", () => equals(github("ref"), "${{ secrets.X }}")],
    ["a text on a condition", () => textWhen(always(), "${{ secrets.X }}")],
    ["a shell text", () => run(cast("echo ${{ github.ref }}"), { name: "Say it" })],
    ["text of a template", () => template(cast(["${{ github.head_ref }}"]))],
  ])("nothing smuggles an expression in through %s", (_, build) => {
    expect(build).toThrow();
  });

  test("a static matrix with a key kind is no expression", () => {
    expect(isExpression({ kind: ["a", "b"] })).toBe(false);
    expect(isExpression(matrix("a"))).toBe(true);
  });
});
