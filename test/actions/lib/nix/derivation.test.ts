import { describe, expect, test } from "@jest/globals";
import { isFixedOutput, parseDerivation, readDerivation } from "../../../../actions/lib/nix/derivation.ts";
import { realNix } from "../../../support/nix.ts";
import { fc } from "../../../support/property.ts";

describe("what real Nix writes", () => {
  const expression = String.raw`
    let
      two = derivation { name = "two"; system = "x86_64-linux"; builder = "/bin/sh"; outputs = [ "out" "dev" ]; };
      fixed = derivation {
        name = "fixed"; system = "x86_64-linux"; builder = "/bin/sh"; outputHashMode = "recursive";
        outputHashAlgo = "sha256"; outputHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
      };
    in derivation {
      name = "all"; system = "x86_64-linux"; builder = "/bin/sh";
      args = [ "-c" "echo \"x\\y\"\n\t\r \${out} ]),( é" ];
      inherit two fixed; header = two.dev; source = builtins.toFile "source" "text";
      __structuredAttrs = true; nested = { list = [ 1 "2" ]; };
    }`;

  test("is read back whole", async () => {
    const done = await realNix()("nix-instantiate", ["--expr", expression]);
    const all = await readDerivation(done.stdout.trim());
    expect(all).toMatchObject({ system: "x86_64-linux", builder: "/bin/sh" });
    expect(all.arguments).toEqual(["-c", 'echo "x\\y"\n\t\r ${out} ]),( é']);
    expect(all.inputSources).toEqual([expect.stringMatching(/-source$/)]);
    expect(all.structuredAttributes).toMatchObject({ nested: { list: [1, "2"] } });
    const inputs = Object.entries(all.inputDerivations);
    expect(inputs.map(([path, outputs]) => [path.slice(44), outputs]).toSorted()).toEqual([
      ["fixed.drv", ["out"]],
      ["two.drv", ["dev", "out"]],
    ]);
    expect(isFixedOutput(all)).toBe(false);
    for (const [path] of inputs) {
      const input = await readDerivation(path);
      expect(isFixedOutput(input)).toBe(path.endsWith("-fixed.drv"));
      expect(input.structuredAttributes).toBeUndefined();
    }
  });
});

test("hash and algorithm of a fixed output", () => {
  const text = 'Derive([("out","/nix/store/x","r:sha256","00ff")],[],[],"s","b",[],[("name","x")])';
  expect(parseDerivation(text)).toEqual({
    outputs: { out: { path: "/nix/store/x", hashAlgorithm: "r:sha256", hash: "00ff" } },
    inputDerivations: {},
    inputSources: [],
    system: "s",
    builder: "b",
    arguments: [],
    environment: { name: "x" },
  });
});

test("the form of dynamic derivations", () => {
  const text =
    'DrvWithVersion("xp-dyn-drv",[("out","","sha256","")],[("/nix/store/a.drv",(["out"],[("x",(["y"],[]))]))],[],"s","b",[],[])';
  expect(parseDerivation(text).inputDerivations).toEqual({ "/nix/store/a.drv": ["out"] });
});

test("any texts survive their quotes", () => {
  const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), (args) => {
      const text = `Derive([],[],[],"s","b",[${args.map(quote).join(",")}],[])`;
      expect(parseDerivation(text).arguments).toEqual(args);
    }),
  );
});

test("a text may end with backslashes", () => {
  const text = String.raw`Derive([],[],[],"s","b",["a\\","\\\\","\\\""],[])`;
  expect(parseDerivation(text).arguments).toEqual(["a\\", "\\\\", '\\"']);
});

test("nesting without end costs no stack", () => {
  const depth = 200_000;
  expect(() => parseDerivation(`Derive(${"[".repeat(depth)}${"]".repeat(depth)})`)).toThrow("is missing");
});

test.each([
  ["", 'opens with ""'],
  ["Derive(", "offset 7"],
  ['Derive([("out","/nix', "no end"],
  ['Derive([("out","a","b")],[],[],"s","b",[],[])', "too few fields"],
  ['Derive([],[],[],"s","b",[],[("name")])', "no value"],
  ["Derive([)", 'unexpected ")"'],
])("%j is refused", (text, message) => {
  expect(() => parseDerivation(text)).toThrow(message);
});

test("a file that is no derivation is named", async () => {
  await expect(readDerivation("/etc/hostname")).rejects.toThrow("/etc/hostname is not a derivation");
  await expect(readDerivation("/nowhere.drv")).rejects.toThrow("ENOENT");
});
