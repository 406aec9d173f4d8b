import { spawn } from "node:child_process";
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
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { serializeNar } from "../../actions/lib/nix/nar.ts";

const folder = mkdtempSync(join(tmpdir(), "nur-ci-hostile-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function digest(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest("hex");
}

/** Of what real Nix prints. */
function dumped(path: string): Promise<string> {
  return digest(spawn("nix-store", ["--dump", path], { stdio: ["ignore", "pipe", "inherit"] }).stdout);
}

test("a file of 4 GiB and a bit, most of it holes, equals nix-store --dump", async () => {
  const path = join(folder, "sparse");
  const descriptor = openSync(path, "w");
  ftruncateSync(descriptor, 2 ** 32 + 3);
  for (const place of [0, 2 ** 31, 2 ** 32 - 5]) writeSync(descriptor, "not a hole", place);
  closeSync(descriptor);
  expect(await digest(serializeNar(path))).toBe(await dumped(path));
});

test("a hundred thousand files with names, bits and links of every kind equal nix-store --dump", async () => {
  const path = join(folder, "many");
  mkdirSync(path);
  for (let number = 0; number < 100_000; number++) {
    const parent = join(path, `d${number % 300}`);
    if (number < 300) mkdirSync(parent);
    // Bytes that are no UTF-8, and the whole range of a name's length.
    const name = Buffer.concat([
      Buffer.from(`${parent}/`),
      Buffer.from([0x80 + (number % 128), 1 + (number % 31)]),
      Buffer.from(String(number).padStart(1 + (number % 250), "x")),
    ]);
    if (number % 11 === 0) symlinkSync(Buffer.from([0xff, 0x20, 0x0a]), name);
    else writeFileSync(name, number % 7 === 0 ? "" : "x".repeat(number % 61));
    if (number % 11 !== 0 && number % 13 === 0) chmodSync(name, 0o755);
  }
  expect(await digest(serializeNar(path))).toBe(await dumped(path));
});
