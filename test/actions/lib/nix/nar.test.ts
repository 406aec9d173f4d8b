import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { serializeNar } from "../../../../actions/lib/nix/nar.ts";
import { fc } from "../../../support/property.ts";

const folder = mkdtempSync(join(tmpdir(), "nur-ci-nar-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const fresh = (): string => join(folder, String(count++));

async function archive(path: string, options = {}): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of serializeNar(path, options)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** What real Nix prints. */
function dump(path: string): Buffer {
  return execFileSync("nix-store", ["--dump", path], { maxBuffer: 1 << 28 });
}

type Tree =
  | { readonly kind: "file"; readonly text: Uint8Array; readonly executable: boolean }
  | { readonly kind: "link"; readonly target: string }
  | { readonly kind: "folder"; readonly entries: readonly (readonly [string, Tree])[] };

function write(path: Buffer, tree: Tree): void {
  if (tree.kind === "file") {
    writeFileSync(path, tree.text);
    chmodSync(path, tree.executable ? 0o755 : 0o644);
  } else if (tree.kind === "link") symlinkSync(tree.target, path);
  else {
    mkdirSync(path);
    for (const [name, child] of tree.entries)
      write(Buffer.concat([path, Buffer.from("/"), Buffer.from(name, "latin1")]), child);
  }
}

/** Any bytes a file name may have, most of them no UTF-8. */
const fileName = fc
  .string({
    unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength: 12,
  })
  .filter((name) => !name.includes("/") && name !== "." && name !== "..");

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.record({
      kind: fc.constant("file" as const),
      text: fc.uint8Array({ maxLength: 40 }),
      executable: fc.boolean(),
    }),
    fc.record({ kind: fc.constant("link" as const), target: fc.stringMatching(/^[ -~]{1,20}$/) }),
    fc.record({
      kind: fc.constant("folder" as const),
      entries: fc.uniqueArray(fc.tuple(fileName, tie("tree")), { maxLength: 6, selector: ([name]) => name }),
    }),
  ),
}));

describe("equals nix-store --dump", () => {
  test("on any tree", async () => {
    const property = fc.asyncProperty(tree, async (any) => {
      const path = fresh();
      write(Buffer.from(path), any);
      expect((await archive(path)).equals(dump(path))).toBe(true);
    });
    await fc.assert(property, { numRuns: 60 });
  });

  test("in buffers of any size, two of them at most", async () => {
    const property = fc.asyncProperty(tree, fc.integer({ min: 1, max: 200 }), async (any, size) => {
      const path = fresh();
      write(Buffer.from(path), any);
      const rooms = [Buffer.alloc(size), Buffer.alloc(size)];
      const room = () => rooms.pop() as Buffer;
      const chunks: Buffer[] = [];
      for await (const chunk of serializeNar(path, { room })) chunks.push(Buffer.from(chunk));
      expect(Buffer.concat(chunks).equals(dump(path))).toBe(true);
      expect(chunks.slice(0, -1).every(({ length }) => length === size)).toBe(true);
    });
    await fc.assert(property, { numRuns: 60 });
  });

  test.each([0, 1, 7, 8, 9, 131_071, 131_072, 131_073, 262_144, 1_000_003])(
    "on a file of %d bytes",
    async (size) => {
      const path = fresh();
      writeFileSync(path, Buffer.alloc(size, "nar"));
      expect((await archive(path)).equals(dump(path))).toBe(true);
    },
  );

  test("on names whose order differs between bytes and UTF-16", async () => {
    const path = fresh();
    mkdirSync(path);
    for (const name of ["\u{1f600}", "\uffee", "z", "Z", "a.b", "a", "a-b", "é", "~nix~case~hack~1"])
      writeFileSync(join(path, name), name);
    expect((await archive(path)).equals(dump(path))).toBe(true);
  });

  test("on a folder of many files and a deep one", async () => {
    const path = fresh();
    mkdirSync(join(path, ...Array.from({ length: 60 }, () => "d")), { recursive: true });
    for (let index = 0; index < 3000; index++) writeFileSync(join(path, `f${index}`), "x".repeat(index % 50));
    expect((await archive(path)).equals(dump(path))).toBe(true);
  });

  test("on an executable bit of the group alone, which is none", async () => {
    const path = fresh();
    writeFileSync(path, "x");
    chmodSync(path, 0o654);
    expect((await archive(path)).equals(dump(path))).toBe(true);
  });
});

test("a sparse file of 100 MB passes through without being held", async () => {
  const path = fresh();
  const descriptor = openSync(path, "w");
  ftruncateSync(descriptor, 100_000_000);
  closeSync(descriptor);
  const hash = createHash("sha256");
  let largest = 0;
  for await (const chunk of serializeNar(path)) {
    hash.update(chunk);
    largest = Math.max(largest, chunk.length);
  }
  const expected = execFileSync("nix-hash", ["--type", "sha256", path]).toString().trim();
  expect(hash.digest("hex")).toBe(expected);
  expect(largest).toBeLessThanOrEqual(512 * 1024);
});

test("a chunk outlives the one after it", async () => {
  const path = fresh();
  writeFileSync(path, Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index >> 12) & 255)));
  const hash = createHash("sha256");
  let previous: Buffer = Buffer.alloc(0);
  for await (const chunk of serializeNar(path)) {
    hash.update(previous);
    previous = chunk;
  }
  const expected = createHash("sha256").update(dump(path)).digest("hex");
  expect(hash.update(previous).digest("hex")).toBe(expected);
});

test("what macOS stores under a hacked name gets its own name and its own place back", async () => {
  const [plain, hacked] = [fresh(), fresh()];
  mkdirSync(plain);
  mkdirSync(hacked);
  for (const [name, onDisk] of [
    ["README", "README"],
    ["Readme", "Readme~nix~case~hack~1"],
    ["Zoo", "Zoo"],
  ] as const) {
    writeFileSync(join(plain, name), name);
    writeFileSync(join(hacked, onDisk), name);
  }
  expect((await archive(hacked, { caseHack: true })).equals(dump(plain))).toBe(true);
  writeFileSync(join(hacked, "README~nix~case~hack~2"), "");
  await expect(archive(hacked, { caseHack: true })).rejects.toThrow('two entries "README"');
});

test("what no store path can hold is refused by name", async () => {
  const path = fresh();
  mkdirSync(path);
  execFileSync("mkfifo", [join(path, "pipe")]);
  await expect(archive(path)).rejects.toThrow(/pipe" is neither file, folder nor symbolic link/);
  await expect(archive(join(path, "absent"))).rejects.toThrow(/ENOENT/);
});
