import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { preflight } from "../../infra/preflight.ts";
import { aCachix, type TestCachix } from "../support/cachix.ts";
import { aSettings, publicKey } from "./support/settings.ts";

let cachix: TestCachix;
beforeAll(async () => {
  cachix = await aCachix();
});
afterAll(() => cachix.dispose());

function settingsFor(change: object = {}) {
  const cache = {
    name: cachix.cache.name,
    host: cachix.url,
    readUrl: cachix.cache.readUrl,
    publicKey: cachix.cache.publicKey,
  };
  return aSettings({ cache: { ...cache, ...change } });
}

async function found(settings: ReturnType<typeof aSettings>, token: string | undefined) {
  return (await preflight(settings, token)).map(({ code, severity, what }) => [severity, code, what]);
}

describe("the question to the cache", () => {
  test("a cache that is there, a token that writes and the right key leave nothing to say", async () => {
    expect(await found(settingsFor(), cachix.cache.token)).toEqual([]);
    expect(await found(settingsFor(), undefined)).toEqual([]);
  });

  test("what would fail later is an error now, and no message holds the token", async () => {
    const wrong = [
      ...(await found(settingsFor(), "opaque-wrong")),
      ...(await found(settingsFor(), cachix.cache.readToken)),
      ...(await found(settingsFor({ name: "absent" }), cachix.cache.token)),
      ...(await found(settingsFor({ publicKey }), cachix.cache.token)),
    ];
    expect(wrong).toEqual([
      ["error", "cache-refused", "the cache refuses the token (401)"],
      ["error", "cache-refused", "the token may only read"],
      ["error", "cache-missing", `there is no cache "absent" at ${cachix.url}`],
      ["error", "signing-key", expect.stringContaining(`not with ${publicKey}`)],
    ]);
    expect(JSON.stringify(wrong)).not.toContain("opaque");
  });

  test("a cache out of reach is a warning in one line, and so is a question that was not asked", async () => {
    const settings = settingsFor({ host: "http://127.0.0.1:9" });
    expect(await found(settings, "t")).toEqual([
      ["warning", "cache-unreachable", expect.stringContaining("could not be asked")],
    ]);
    expect(await found({ ...settings, cachePreflight: "skip" }, "t")).toEqual([
      ["warning", "cache-unreachable", "was not asked: nur-ci:cachePreflight is skip"],
    ]);
  });
});
