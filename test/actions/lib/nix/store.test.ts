import { describe, expect, test } from "@jest/globals";
import type { Nix } from "../../../../actions/lib/nix/command.ts";
import { chunkArguments, dependentsOf, findInvalid } from "../../../../actions/lib/nix/store.ts";
import { someEntries } from "../../../support/derivations.ts";
import { realNix } from "../../../support/nix.ts";
import { fc } from "../../../support/property.ts";

describe("arguments", () => {
  test("nothing is lost, reordered or too long", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 200 }), (args, limit) => {
        const chunks = chunkArguments(args, limit);
        expect(chunks.flat()).toEqual(args);
        for (const chunk of chunks) {
          const bytes = chunk.reduce((sum, arg) => sum + Buffer.byteLength(arg) + 9, 0);
          expect(chunk.length === 1 || bytes <= limit).toBe(true);
        }
      }),
    );
  });
});

describe("validity", () => {
  const invented = (number: number): string => `/nix/store/${String(number).padStart(32, "0")}-invented`;

  test("thousands of paths take few processes, far below the limit of each", async () => {
    const real = realNix();
    const sizes: number[] = [];
    const nix: Nix = (program, args, options) => {
      sizes.push(args.join(" ").length);
      return real(program, args, options);
    };
    const paths = Array.from({ length: 6000 }, (_, number) => invented(number));
    const [good] = await someEntries(real, `good = shell "good" "exit 1";`);
    const invalid = await findInvalid(nix, [...paths, good?.drvPath ?? ""]);
    expect(invalid).toEqual(new Set(paths));
    expect(sizes.length).toBe(2);
    expect(Math.max(...sizes)).toBeLessThan(256 * 1024);
  });

  test("no question, no process", async () => {
    const nix: Nix = () => Promise.reject(new Error("asked"));
    expect(await findInvalid(nix, [])).toEqual(new Set());
  });

  test("a store that does not answer is an outage, never an empty answer", async () => {
    await expect(findInvalid(realNix(), ["/nix/store/no store path"])).rejects.toThrow("--check-validity");
    const nix: Nix = async () => ({ exitCode: undefined, endedBy: "spawn-failure", stdout: "", stderr: "" });
    await expect(findInvalid(nix, [invented(1)])).rejects.toThrow("spawn-failure");
  });
});

test("dependents are found at any depth", async () => {
  const nix = realNix();
  const entries = await someEntries(
    nix,
    `
    root = shell "root" "exit 1";
    middle = shell "middle" "echo \${root}";
    top = shell "top" "echo \${middle}";
    stranger = shell "stranger" "exit 1";
    `,
  );
  const names = (drvPaths: ReadonlySet<string>): readonly string[] =>
    entries.filter(({ drvPath }) => drvPaths.has(drvPath)).map(({ name }) => name);
  const root = entries.find(({ name }) => name === "root")?.drvPath ?? "";
  expect(names(await dependentsOf(nix, root))).toEqual(["middle", "root", "top"]);
});
