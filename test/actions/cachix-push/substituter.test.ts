import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { KnownCache } from "../../../actions/cachix-push/known-cache.ts";
import { readFrom } from "../../../actions/cachix-push/substituter.ts";
import type { NixSettings } from "../../../actions/lib/nix/settings.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nur-ci-substituter-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const house: KnownCache = {
  text: "house",
  url: "https://house.example",
  keys: ["house-1:key"],
  isPrivate: false,
};
const vault: KnownCache = { ...house, text: "vault", url: "https://vault.example:8443/x", isPrivate: true };

const bare: NixSettings = {
  substituters: ["https://cache.nixos.org/"],
  trustedPublicKeys: [],
  trustedSubstituters: [],
  trustedUsers: ["root"],
  netrcFile: "/nowhere/netrc",
  postBuildHook: "",
};

function read(caches: readonly KnownCache[], trusted: boolean, settings: Partial<NixSettings> = {}) {
  return readFrom(caches, { settings: { ...bare, ...settings }, trusted, token: "the-token", folder });
}

describe("a trusted user", () => {
  test("adds what is lacking, and nothing twice", async () => {
    expect((await read([house], true)).lines).toEqual([
      "extra-substituters = https://house.example",
      "extra-trusted-public-keys = house-1:key",
    ]);
    const known = {
      substituters: ["https://house.example/?priority=10"],
      trustedPublicKeys: ["house-1:key"],
    };
    expect(await read([house], true, known)).toEqual({ lines: [], problems: [] });
  });

  test("gets credentials for private caches alone, by their machine's name", async () => {
    const netrc = join(folder, "netrc");
    expect((await read([house, vault], true)).lines).toContain(`netrc-file = ${netrc}`);
    expect(readFileSync(netrc, "utf8")).toBe('machine vault.example login "" password the-token\n');
    expect(statSync(netrc).mode & 0o777).toBe(0o600);
  });

  test("is told when older credentials cannot be taken along", async () => {
    // A folder cannot be read as a file, whoever asks.
    const { problems } = await read([vault], true, { netrcFile: folder });
    expect(problems).toMatchObject([{ code: "file-unreadable", severity: "warning", where: folder }]);
    expect(JSON.stringify(problems)).not.toContain("the-token");
  });
});

describe("a user nobody trusts", () => {
  test("is told what to add, and nothing is written", async () => {
    const { lines, problems } = await read([house, vault], false);
    expect(lines).toEqual([]);
    expect(problems.map(({ code, severity, where }) => [code, severity, where])).toEqual([
      ["nix-untrusted", "warning", "house"],
      ["nix-untrusted", "warning", "vault"],
    ]);
    expect(problems[0]?.fix).toContain("trusted-substituters = https://house.example");
    // A private one needs the netrc, which the daemon would not take from this user.
    expect(problems[1]?.fix).not.toContain("trusted-substituters");
  });

  test("may use what the administrator allows", async () => {
    const allowed = { trustedSubstituters: ["https://house.example"], trustedPublicKeys: ["house-1:key"] };
    expect(await read([house], false, allowed)).toEqual({
      lines: ["extra-substituters = https://house.example"],
      problems: [],
    });
    expect((await read([house], false, { ...allowed, trustedPublicKeys: [] })).problems).toHaveLength(1);
  });

  test("needs nothing where the cache is set already", async () => {
    writeFileSync(join(folder, "unused"), "");
    const set = { substituters: ["https://house.example"] };
    expect(await read([house], false, set)).toEqual({ lines: [], problems: [] });
  });
});
