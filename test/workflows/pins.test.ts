import { describe, expect, test } from "@jest/globals";
import { findPin, type Pin, pins } from "../../workflows/pins.ts";

const all = Object.entries<Pin>(pins);

describe("pins", () => {
  test.each(all)("%s is a commit with a full version", (_, pin) => {
    expect(pin.sha).toMatch(/^[0-9a-f]{40}$/);
    expect(pin.version).toMatch(/^v\d+\.\d+\.\d+$/);
    expect(pin.inputs).toEqual([...new Set(pin.inputs)].toSorted());
    expect(pin.inputs).toEqual(expect.arrayContaining([...(pin.required ?? [])]));
  });

  test("every action is there once", () => {
    expect(new Set(all.map(([, { action }]) => action)).size).toBe(all.length);
    expect(new Set(all.map(([, { sha }]) => sha)).size).toBe(all.length);
  });

  test("are found by the whole name of the action", () => {
    expect(findPin("actions/checkout")).toBe(pins.checkout);
    expect(findPin("checkout")).toBeUndefined();
    expect(findPin("github/codeql-action")).toBeUndefined();
  });
});
