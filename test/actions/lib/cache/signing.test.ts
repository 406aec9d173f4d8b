import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import {
  checkPublished,
  isSignedBy,
  parsePublicKey,
  parseSigningKey,
  type SigningKey,
  signFacts,
} from "../../../../actions/lib/cache/signing.ts";
import { type PathInfo, queryClosure } from "../../../../actions/lib/nix/path-info.ts";
import { buildClosure } from "../../../support/cachix.ts";
import { realNix } from "../../../support/nix.ts";

const folder = mkdtempSync(join(tmpdir(), "nur-ci-signing-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** By real Nix, in its own spelling: `name:base64`. */
function generate(name: string): {
  readonly secret: string;
  readonly published: string;
  readonly file: string;
} {
  const [file, publicFile] = [join(folder, `${name}.sec`), join(folder, `${name}.pub`)];
  execFileSync("nix-store", ["--generate-binary-cache-key", name, file, publicFile], { stdio: "pipe" });
  return { secret: readFileSync(file, "utf8"), published: readFileSync(publicFile, "utf8"), file };
}

function parsed(text: string): SigningKey {
  const key = parseSigningKey(text);
  if (!key.ok) throw new Error(key.problems[0]?.what);
  return key.value;
}

const own = generate("own-1");
const other = generate("other-1");
const bare = own.secret.replace(/^[^:]*:/, "");

test("a signature is the very one Nix makes", async () => {
  const nix = realNix();
  const { root } = await buildClosure(nix);
  const closure = await queryClosure(nix, [root]);
  if (!closure.ok) throw new Error("no closure");
  const info = closure.value.at(-1) as PathInfo;
  const copy = `file://${join(folder, "cache")}`;
  const copied = await nix("nix", ["copy", "--to", `${copy}?secret-key=${own.file}`, root]);
  expect(copied.stderr).not.toContain("error");
  const narInfo = readFileSync(join(folder, "cache", `${root.slice(11, 43)}.narinfo`), "utf8");
  expect(narInfo).toContain(`Sig: own-1:${signFacts(parsed(own.secret), info)}\n`);
});

test("both spellings are one key", () => {
  expect(parsed(own.secret)).toMatchObject({
    name: "own-1",
    publicKey: own.published.replace(/^[^:]*:/, ""),
  });
  expect(parsed(` ${bare}\n`).publicKey).toBe(parsed(own.secret).publicKey);
  expect(parsed(bare).name).toBeUndefined();
});

describe("a key that does not add up is refused, and not quoted", () => {
  const half = Buffer.from(bare, "base64").subarray(0, 32).toString("base64");
  const mixed = Buffer.concat([
    Buffer.from(bare, "base64").subarray(0, 32),
    Buffer.from(other.secret.replace(/^[^:]*:/, ""), "base64").subarray(32),
  ]).toString("base64");
  test.each([
    ["the public half alone", own.published],
    ["half of it", half],
    ["halves of two", mixed],
    ["a letter lost", bare.slice(1)],
    ["a letter that is none", bare.replace(/^./, "!")],
    ["two colons", `a:${own.secret}`],
    ["an empty name", `:${bare}`],
    ["nothing after the name", "own-1:"],
  ])("%s", (_name, text) => {
    const key = parseSigningKey(text);
    if (key.ok) throw new Error("accepted");
    expect(key.problems).toMatchObject([{ code: "signing-key", severity: "error" }]);
    expect(JSON.stringify(key.problems)).not.toContain(text.trim().slice(-20));
  });
});

describe("only a key the cache publishes signs", () => {
  test.each([
    ["its own, named", own.secret, [other.published, own.published], undefined],
    ["its own, bare", bare, [own.published], undefined],
    ["another's", own.secret, [other.published], "is none of the cache's: other-1:"],
    [
      "its own under a wrong name",
      own.secret.replace("own-1", "mine-1"),
      [own.published],
      'is named "mine-1", the cache calls it "own-1"',
    ],
    ["none published", own.secret, [], "it publishes none yet"],
  ])("%s", (_name, secret, published, reason) => {
    const checked = checkPublished(parsed(secret), published);
    if (reason === undefined) expect(checked.ok).toBe(true);
    else expect(checked).toMatchObject({ ok: false, problems: [{ what: expect.stringContaining(reason) }] });
  });
});

describe("a signature holds", () => {
  const facts = {
    path: "/nix/store/7jcnig1lxybrjqinp795wlkj2k20fkc8-a",
    narHash: { algorithm: "sha256" as const, bytes: new Uint8Array(32) },
    narSize: 120,
    references: [
      "/nix/store/iz7bfqmia38l3whi8fcx8mys99z10mv7-b",
      "/nix/store/0z7bfqmia38l3whi8fcx8mys99z10mv7-a",
    ],
  };
  const keys = [own.published, other.published].map(parsePublicKey).filter((key) => key !== undefined);
  const signature = `own-1:${signFacts(parsed(own.secret), facts)}`;

  test("whatever the order of the references", () => {
    expect(isSignedBy(keys, facts, ["other-1:AAAA", signature])).toBe(true);
    expect(isSignedBy(keys, { ...facts, references: facts.references.toReversed() }, [signature])).toBe(true);
  });

  test.each([
    ["another size", { narSize: 121 }, signature],
    ["another path", { path: `${facts.path}b` }, signature],
    ["a reference less", { references: facts.references.slice(1) }, signature],
    [
      "another hash",
      { narHash: { algorithm: "sha256" as const, bytes: new Uint8Array(32).fill(1) } },
      signature,
    ],
    ["another key's name", {}, signature.replace("own-1", "other-1")],
    ["a name nobody knows", {}, signature.replace("own-1", "third-1")],
    ["no signature text", {}, "own-1"],
  ])("not over %s", (_name, changed, text) => {
    expect(isSignedBy(keys, { ...facts, ...changed }, [text])).toBe(false);
  });
});
