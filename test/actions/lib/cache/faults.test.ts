import { beforeAll, describe, expect, test } from "@jest/globals";
import { aClosure } from "../../../support/closures.ts";
import { aScene, faultRows, runFault, type Scene } from "../../../support/fault-matrix.ts";
import { realNix } from "../../../support/nix.ts";

/** The rest runs in `npm run test:faults`. */
const sample = [
  "401 amid the push",
  "503 for ever",
  "reset amid a part",
  "wrong ETags for ever",
  "slow loris, once",
];

const nix = realNix();
let scene: Scene;
beforeAll(async () => {
  scene = await aScene(nix, () => aClosure(nix, { paths: 99, bytes: 2000, seed: "faults" }));
});

describe("a push of a hundred paths", () => {
  const rows = faultRows.filter(({ name }) => sample.includes(name));
  test("the sample is of the matrix", () => expect(rows).toHaveLength(sample.length));
  test.each(rows.map((row) => [row.name, row] as const))("%s", (_name, row) => runFault(row, scene));
});
