import { expect, test } from "@jest/globals";
import { ageProblems, fingerprintOf } from "../../infra/token-age.ts";
import { fc } from "../support/property.ts";
import { aSettings } from "./support/settings.ts";

const at = (text: string): Date => new Date(text);

test("a token is too old one day after its last", () => {
  const settings = aSettings({ cacheToken: { madeOn: "2026-11-01", maxAgeDays: 30 } });
  expect(ageProblems(settings, at("2026-12-01T23:59:59Z"))).toEqual([]);
  expect(ageProblems(settings, at("2026-12-02T00:00:00Z"))).toMatchObject([
    { severity: "warning", code: "token-stale", what: "is 31 days old, and may be 30" },
  ]);
});

test("a token of unknown age is a note, not a warning at every run", () => {
  expect(ageProblems(aSettings(), at("2026-12-01"))).toMatchObject([
    { severity: "note", code: "token-stale" },
  ]);
});

test("a fingerprint tells tokens apart, and the same token of two repositories", () => {
  const settings = aSettings();
  fc.assert(
    fc.property(fc.string(), fc.string(), (left, right) => {
      expect(fingerprintOf(left, settings)).toMatch(/^[0-9a-f]{16}$/);
      expect(fingerprintOf(left, settings) === fingerprintOf(right, settings)).toBe(left === right);
    }),
  );
  expect(fingerprintOf("t", settings)).not.toBe(fingerprintOf("t", aSettings({ owner: "other" })));
});
