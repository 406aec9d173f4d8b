import { expect, test } from "@jest/globals";
import { countOrigins, renderHitRate } from "../../../actions/cachix-push/hit-rate.ts";

const built = { kind: "built" } as const;
const added = { kind: "added" } as const;
const from = (signer: string) => ({ kind: "fetched", signer }) as const;

test.each([
  [[], "the job needed nothing new in its store"],
  [[added], "the job needed nothing new in its store"],
  [[built, added], "hit rate 0 %: 0 fetched, 1 built"],
  [[from("house-1")], "hit rate 100 %: 1 fetched (1 of house-1), 0 built"],
  [
    [from("house-1"), from("cache.nixos.org-1"), from("cache.nixos.org-1"), built],
    "hit rate 75 %: 3 fetched (2 of cache.nixos.org-1, 1 of house-1), 1 built",
  ],
  // Never rounded up to a perfection that is none.
  [
    [...Array.from({ length: 999 }, () => from("a-1")), built],
    "hit rate 99 %: 999 fetched (999 of a-1), 1 built",
  ],
])("of %j", (origins, text) => {
  expect(renderHitRate(countOrigins(origins))).toBe(text);
});
