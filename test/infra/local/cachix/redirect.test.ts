import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { pushClosure } from "../../../../actions/lib/cache/push.ts";
import { aCachix, aPush, aPushHost, buildClosure, type TestCachix } from "../../../support/cachix.ts";
import { realNix } from "../../../support/nix.ts";

let server: TestCachix;
let root: string;
let narUrl: string;
const headers = () => ({ authorization: `Bearer ${server.cache.readToken}` });

beforeAll(async () => {
  server = await aCachix({ caches: [{ name: "vault", isPublic: false, redirectsNars: true }] });
  ({ root } = await buildClosure(realNix()));
  const report = await pushClosure(
    aPush(server.cache, { roots: [root], verify: "full" }),
    realNix(),
    aPushHost(),
  );
  // The client itself followed every redirect to read it back, and left its token behind.
  expect(report.problems).toEqual([]);
  const narInfo = await fetch(`${server.cache.readUrl}/${root.slice(11, 43)}.narinfo`, {
    headers: headers(),
  });
  narUrl = `${server.cache.readUrl}/${/^URL: (.*)$/m.exec(await narInfo.text())?.[1]}`;
});
afterAll(() => server.dispose());

describe("a NAR that lies in a bucket", () => {
  const signed = async () => {
    const answer = await fetch(narUrl, { headers: headers(), redirect: "manual" });
    expect(answer.status).toBe(302);
    return answer.headers.get("location") ?? "";
  };

  test("is had by the URL alone, for a while, in parts too, and not when credentials come along", async () => {
    const url = await signed();
    expect(new URL(url).host).not.toBe(new URL(narUrl).host);
    const whole = await fetch(url);
    expect(whole.status).toBe(200);
    const part = await fetch(url, { headers: { range: "bytes=0-3" } });
    expect([part.status, Buffer.from(await part.arrayBuffer()).toString("hex")]).toEqual([206, "28b52ffd"]);
    const known = await fetch(url, { headers: { "if-none-match": whole.headers.get("etag") ?? "" } });
    expect(known.status).toBe(304);
    expect((await fetch(url, { headers: headers() })).status).toBe(400);
    expect((await fetch(url.replace(/expires=\d+/, "expires=1"))).status).toBe(403);
    const file = new URL(url).pathname.split("/").at(-1);
    const signature = createHmac("sha256", server.cache.token).update(`${file}\n1`).digest("hex");
    const old = await fetch(url.replace(/\?.*$/, `?expires=1&signature=${signature}`));
    expect([old.status, await old.text()]).toEqual([403, "AccessDenied: request has expired"]);
    expect((await fetch(url.replace(/signature=../, "signature=__"))).status).toBe(403);
  });

  test("is not even pointed at for who may not read", async () => {
    expect((await fetch(narUrl, { redirect: "manual" })).status).toBe(401);
  });

  test("real Nix takes with a netrc for the cache alone, signatures required", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nur-ci-redirect-"));
    const netrc = join(folder, "netrc");
    writeFileSync(netrc, `machine 127.0.0.1 login "" password ${server.cache.readToken}\n`, { mode: 0o600 });
    const options = {
      "netrc-file": netrc,
      "trusted-public-keys": server.cache.publicKey,
      "require-sigs": "true",
    };
    const settings = Object.entries(options).flatMap(([name, value]) => ["--option", name, value]);
    const store = `local?root=${join(folder, "store")}`;
    const done = await realNix()("nix", [
      "copy",
      "--from",
      server.cache.readUrl,
      "--to",
      store,
      root,
      ...settings,
    ]);
    expect(done).toMatchObject({ exitCode: 0 });
    const verified = await realNix()("nix", ["store", "verify", "--store", store, "--no-trust", root]);
    expect(verified).toMatchObject({ exitCode: 0 });
    execFileSync("chmod", ["-R", "u+w", folder]);
    rmSync(folder, { recursive: true });
  });
});

test("a narinfo has an ETag: who names it hears 304, until it is another", async () => {
  const url = `${server.cache.readUrl}/${root.slice(11, 43)}.narinfo`;
  const first = await fetch(url, { headers: headers() });
  const eTag = first.headers.get("etag") ?? "";
  expect(eTag).toMatch(/^"[0-9a-f]{32}"$/);
  const asked = (tag: string) => fetch(url, { headers: { ...headers(), "if-none-match": tag } });
  expect((await asked(eTag)).status).toBe(304);
  expect((await asked(`"other", W/${eTag}`)).status).toBe(304);
  expect((await asked('"other"')).status).toBe(200);
});
