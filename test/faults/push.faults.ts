import { beforeAll, describe, test } from "@jest/globals";
import { aClosure } from "../support/closures.ts";
import { aScene, faultRows, runFault, type Scene } from "../support/fault-matrix.ts";
import { realNix } from "../support/nix.ts";

const nix = realNix();
let scene: Scene;
beforeAll(async () => {
  scene = await aScene(nix, () => aClosure(nix, { paths: 99, bytes: 2000, seed: "faults" }));
});

describe("a push of a hundred paths", () => {
  test.each(faultRows.map((row) => [row.name, row] as const))("%s", (_name, row) => runFault(row, scene));
});
