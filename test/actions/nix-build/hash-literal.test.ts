import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { localSystem } from "../../../actions/lib/nix/local-system.ts";
import { run } from "../../../actions/nix-build/run.ts";
import type { InputsOf } from "../../../workflows/contract/contract.ts";
import type { nixBuild } from "../../../workflows/contract/nix-build.ts";
import type { Problem } from "../../../workflows/problem.ts";
import { aHost, type FakeHost } from "../../support/fake-host.ts";
import { aFolder } from "../../support/flakes.ts";
import { realNix } from "../../support/nix.ts";

const nix = realNix();
const system = localSystem();
const zeros = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const hashOf = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

let folder: string;
let host: FakeHost;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nur-ci-test-"));
  host = aHost({ workspace: folder });
});
afterEach(() => {
  for (const path of [folder, host.temporary]) rmSync(path, { recursive: true, force: true });
});

/** A fetch that writes its own name, by any hash; `named` is not the derivation of `by`. */
const library = (salt: string) => `{
  lib.fakeHash = "${zeros}";
  lib.fakeSha256 = "0000000000000000000000000000000000000000000000000000000000000000";
  fetch = { name, hash ? sha256, sha256 ? "", url ? "" }: derivation {
    inherit name url; system = "${system}"; salt = "${salt}"; builder = "/bin/sh";
    args = [ "-c" "echo \${name} > $out" ];
    outputHashMode = "flat"; outputHashAlgo = "sha256"; outputHash = hash;
  };
}`;

const wrong = hashOf("what it was before");

test("five wrong hashes of one run, each at its own place, with the line to write", async () => {
  const salt = randomUUID();
  const files = {
    "lib.nix": library(salt),
    "flake.nix": `{
  outputs = _: {
    packages.${system} =
      let l = import ./lib.nix; inherit (l) lib fetch; in
      {
        one = fetch {
          name = "one";
          hash = lib.fakeHash;
        };
        two = fetch { name = "two"; sha256 = lib.fakeSha256; }; # the second
        three = import ./three.nix fetch;
        four = fetch (builtins.fromJSON (builtins.readFile ./sources.json)).four;
        five = import ./five.nix { inherit lib fetch; };
      };
  };
}
`,
    "three.nix": `fetch:\nfetch {\n  name = "three";\n  hash =\n    "${wrong}";\n}\n`,
    // The same wrong hash twice: what is beside it tells which is meant.
    "sources.json": `{\n  "four": { "name": "four", "hash": "${wrong}" },\n  "none": { "name": "none", "hash": "${wrong}" }\n}\n`,
    "five.nix": `{ lib, fetch }:\nderivation {\n  name = "five";\n  system = "${system}";\n  builder = "/bin/sh";\n  args = [ "-c" "echo \${fetch { name = "five-vendor"; hash = ""; }} > $out" ];\n}\n`,
  };
  const made = aFolder(files);
  rmSync(folder, { recursive: true });
  folder = made;
  host = aHost({ workspace: folder });
  const attrs = ["one", "two", "three", "four", "five"];
  const report = await run({ ...nothing, attrs }, host, nix);
  const told = report.problems.map(({ where, fix, code }) => ({ where, fix, code }));
  const right = (name: string) => hashOf(`${name}\n`);
  expect(told.toSorted((a, b) => order(a.where) - order(b.where))).toEqual([
    {
      code: "hash-mismatch",
      where: { file: "flake.nix", line: 8, column: 18, endLine: 8, endColumn: 30 },
      fix: `write: hash = "${right("one")}";`,
    },
    {
      code: "hash-mismatch",
      where: { file: "flake.nix", line: 10, column: 46, endLine: 10, endColumn: 60 },
      fix: `write: two = fetch { name = "two"; sha256 = "${right("two")}"; }; # the second`,
    },
    {
      code: "hash-mismatch",
      where: { file: "three.nix", line: 5, column: 5, endLine: 5, endColumn: 58 },
      fix: `write: "${right("three")}";`,
    },
    {
      code: "hash-mismatch",
      where: { file: "sources.json", line: 2, column: 37, endLine: 2, endColumn: 90 },
      fix: `write: "four": { "name": "four", "hash": "${right("four")}" },`,
    },
    {
      code: "hash-mismatch",
      where: { file: "five.nix", line: 6, column: 62, endLine: 6, endColumn: 64 },
      fix: `write: args = [ "-c" "echo \${fetch { name = "five-vendor"; hash = "${right("five-vendor")}"; }} > $out" ];`,
    },
  ]);
});

test("a place that could be another is not given: the attribute's own is", async () => {
  const salt = randomUUID();
  const made = aFolder({
    "lib.nix": library(salt),
    "flake.nix": `{
  outputs = _: {
    packages.${system} =
      let l = import ./lib.nix; inherit (l) lib fetch; named = name: l.fetch { name = "x-" + name; hash = lib.fakeHash; };
      in { one = named "a"; spare = fetch { name = "y"; hash = lib.fakeHash; }; };
  };
}
`,
  });
  rmSync(folder, { recursive: true });
  folder = made;
  host = aHost({ workspace: folder });
  const report = await run({ ...nothing, attrs: ["one"] }, host, nix);
  expect(report.problems).toMatchObject([
    { where: { file: "flake.nix", line: 5 }, fix: `replace ${zeros} by ${hashOf("x-a\n")}` },
  ]);
});

test("the hash of vendored dependencies is told from that of the source beside it", async () => {
  const made = aFolder({
    "lib.nix": library(randomUUID()),
    "flake.nix": `{
  outputs = _: {
    packages.${system} =
      let
        l = import ./lib.nix;
        make = { pname, hash, vendorHash }: {
          source = l.fetch { name = pname + "-source"; inherit hash; };
          vendor = l.fetch { name = pname + "-vendor"; hash = vendorHash; };
        };
      in
      make {
        pname = "kelp";
        hash = "";
        vendorHash = l.lib.fakeHash;
      };
  };
}
`,
  });
  rmSync(folder, { recursive: true });
  folder = made;
  host = aHost({ workspace: folder });
  const report = await run({ ...nothing, attrs: ["source", "vendor"] }, host, nix);
  const places = report.problems.map(({ where, fix }) => [placeOf(where).line, fix]);
  expect(places.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([
    [13, `write: hash = "${hashOf("kelp-source\n")}";`],
    [14, `write: vendorHash = "${hashOf("kelp-vendor\n")}";`],
  ]);
});

const order = (where: Problem["where"]): number =>
  ["flake.nix", "three.nix", "sources.json", "five.nix"].indexOf(placeOf(where).file) * 100 +
  (placeOf(where).line ?? 0);
const placeOf = (where: Problem["where"]) => (typeof where === "string" ? { file: where, line: 0 } : where);

const nothing: InputsOf<typeof nixBuild> = {
  ...{ flake: ".", planFile: "", shard: "", organization: "", attrs: [], knownFailures: "" },
  ...{ memory: "file", retryKnown: false, deadlineMinutes: 0 },
  ...{ cache: "", authToken: "", signingKey: "", policy: "fail" },
};
