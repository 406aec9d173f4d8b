import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import sodium from "libsodium-wrappers";
import { startGithub } from "../../../../infra/local/github/server.ts";
import { aGithub, type TestGithub, token } from "../../support/github.ts";

const run = promisify(execFile);
let github: TestGithub;

beforeEach(async () => {
  github = await aGithub();
  await github.ask("POST", "/orgs/acme/repos", { name: "nur", auto_init: true, has_wiki: false });
});

afterEach(() => github.end());

async function seal(text: string): Promise<{ key_id: unknown; encrypted_value: string }> {
  await sodium.ready;
  const { body } = await github.ask("GET", "/repos/acme/nur/actions/secrets/public-key");
  const { key, key_id } = body as { key: string; key_id: string };
  const sealed = sodium.crypto_box_seal(text, new Uint8Array(Buffer.from(key, "base64")));
  return { key_id, encrypted_value: Buffer.from(sealed).toString("base64") };
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("repositories", () => {
  test("what was set is echoed, what was not has GitHub's default", async () => {
    const { body } = await github.ask("GET", "/repos/acme/nur");
    expect(body).toMatchObject({
      name: "nur",
      full_name: "acme/nur",
      has_wiki: false,
      has_issues: true,
      private: false,
      default_branch: "main",
      topics: [],
    });
  });

  test("a rename keeps the identity, and another repository's name is refused", async () => {
    const before = (await github.ask("GET", "/repos/acme/nur")).body as { id: number };
    await github.ask("POST", "/orgs/acme/repos", { name: "other" });
    expect((await github.ask("PATCH", "/repos/acme/nur", { name: "OTHER" })).status).toBe(422);
    expect((await github.ask("PATCH", "/repos/acme/nur", { name: "set" })).status).toBe(200);
    expect((await github.ask("GET", "/repos/acme/nur")).status).toBe(404);
    expect((await github.ask("GET", "/repos/acme/set")).body).toMatchObject({ id: before.id });
  });

  test("an unchanged answer is not sent again", async () => {
    const { headers } = await github.ask("GET", "/repos/acme/nur");
    const again = await fetch(`${github.url}api/v3/repos/acme/nur`, {
      headers: { authorization: `token ${token}`, "if-none-match": headers.get("etag") ?? "" },
    });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  test("an owner that is not ours is 404, so a provider knows it is no organization", async () => {
    expect((await github.ask("GET", "/orgs/acme")).status).toBe(200);
    expect((await github.ask("GET", "/orgs/other")).status).toBe(404);
  });

  test("a renamed default branch is the default branch", async () => {
    expect(
      (await github.ask("POST", "/repos/acme/nur/branches/main/rename", { new_name: "trunk" })).status,
    ).toBe(201);
    expect((await github.ask("GET", "/repos/acme/nur")).body).toMatchObject({ default_branch: "trunk" });
    expect((await github.ask("GET", "/repos/acme/nur/branches/main")).status).toBe(404);
  });
});

describe("who may", () => {
  test.each([
    ["no token", {}],
    ["another token", { authorization: "Bearer ghp_another" }],
  ])("%s is 401 and changes nothing", async (_, headers) => {
    const answer = await fetch(`${github.url}api/v3/repos/acme/nur`, { method: "DELETE", headers });
    expect(answer.status).toBe(401);
    expect((await github.ask("GET", "/repos/acme/nur")).status).toBe(200);
  });

  test("the log says what was asked, and holds no token", () => {
    expect(github.requests[0]).toEqual({ method: "POST", path: "/api/v3/orgs/acme/repos", status: 201 });
    expect(JSON.stringify(github.requests)).not.toContain(token);
  });

  test("a port that is taken is a problem that quotes it", async () => {
    const state = mkdtempSync(join(tmpdir(), "nur-ci-github-"));
    const second = await startGithub({ owner: "acme", token, state, port: github.port });
    expect(second.ok ? [] : second.problems).toMatchObject([
      { code: "port-taken", what: expect.stringContaining(String(github.port)) },
    ]);
    rmSync(state, { recursive: true });
  });
});

describe("secrets", () => {
  test("only the owner of the state opens one; no answer holds it", async () => {
    expect(
      (await github.ask("PUT", "/repos/acme/nur/actions/secrets/cachix", await seal("opaque"))).status,
    ).toBe(201);
    expect(
      (await github.ask("PUT", "/repos/acme/nur/actions/secrets/CACHIX", await seal("other"))).status,
    ).toBe(204);
    const { body } = await github.ask("GET", "/repos/acme/nur/actions/secrets/CACHIX");
    expect(Object.keys(body as object)).toEqual(["name", "created_at", "updated_at"]);
    expect(github.openSecret("nur", "CACHIX")).toBe("other");
    expect(github.openSecret("nur", "ABSENT")).toBeUndefined();
  });

  test("the files hold no plain text, and the key is for its owner only", async () => {
    await github.ask("PUT", "/repos/acme/nur/actions/secrets/CACHIX", await seal("opaque-in-no-file"));
    const files = readdirSync(github.state, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const texts = files.map((file) => readFileSync(join(file.parentPath, file.name), "latin1"));
    expect(texts.filter((text) => text.includes("opaque-in-no-file"))).toEqual([]);
    expect(statSync(join(github.state, "sealing-key.json")).mode & 0o777).toBe(0o600);
  });

  test.each([
    ["a key that is not the current one", { key_id: "0", encrypted_value: base64("x".repeat(60)) }],
    ["text that cannot be a sealed box", { encrypted_value: "short" }],
  ])("%s is refused", async (_, body) => {
    const sealed = { ...(await seal("x")), ...body };
    expect((await github.ask("PUT", "/repos/acme/nur/actions/secrets/CACHIX", sealed)).status).toBe(422);
  });

  test("every change can be told from the one before, within a second too", async () => {
    const path = "/repos/acme/nur/actions/secrets/CACHIX";
    await github.ask("PUT", path, await seal("one"));
    const first = (await github.ask("GET", path)).body as { updated_at: string };
    await github.ask("PUT", path, await seal("one"));
    const second = (await github.ask("GET", path)).body as { updated_at: string };
    expect(second.updated_at > first.updated_at).toBe(true);
  });

  test("a variable is made once, and changed by PATCH", async () => {
    const path = "/repos/acme/nur/actions/variables";
    expect((await github.ask("POST", path, { name: "A", value: "1" })).status).toBe(201);
    expect((await github.ask("POST", path, { name: "a", value: "2" })).status).toBe(409);
    expect((await github.ask("PATCH", `${path}/A`, { name: "A", value: "3" })).status).toBe(204);
    expect((await github.ask("GET", `${path}/A`)).body).toMatchObject({ name: "A", value: "3" });
    expect((await github.ask("POST", path, { name: "GITHUB_X", value: "" })).status).toBe(422);
  });
});

describe("files", () => {
  const path = "/repos/acme/nur/contents/.github/workflows/ci.yml";
  const put = (content: string, more: object = {}) =>
    github.ask("PUT", path, { message: "ci: generate", content: base64(content), branch: "main", ...more });

  test("a write believes in what is there, or is refused", async () => {
    const made = await put("one\n");
    expect(made.status).toBe(201);
    const { content } = made.body as { content: { sha: string; url: string } };
    expect(content.url).toMatch(/\?ref=main$/);
    expect((await put("two\n")).status).toBe(422);
    expect((await put("two\n", { sha: "0".repeat(40) })).status).toBe(409);
    expect((await put("two\n", { sha: content.sha })).status).toBe(200);
    const read = (await github.ask("GET", `${path}?ref=main`)).body as { content: string };
    expect(Buffer.from(read.content, "base64").toString()).toBe("two\n");
  });

  test("a real git clones what was committed", async () => {
    await put("name: CI\n");
    await github.ask("PUT", "/repos/acme/nur/contents/a/b/c.txt", {
      message: "add",
      content: base64("deep"),
    });
    const folder = mkdtempSync(join(tmpdir(), "nur-ci-clone-"));
    const environment = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_TERMINAL_PROMPT: "0" };
    await run("git", ["clone", "--quiet", `${github.url}acme/nur.git`, folder], { env: environment });
    await run("git", ["-C", folder, "fsck", "--strict"], { env: environment });
    const { stdout } = await run("git", ["-C", folder, "log", "--format=%s"], { env: environment });
    expect(stdout).toBe("add\nci: generate\nInitial commit\n");
    expect(readFileSync(join(folder, ".github/workflows/ci.yml"), "utf8")).toBe("name: CI\n");
    expect(readFileSync(join(folder, "a/b/c.txt"), "utf8")).toBe("deep");
    rmSync(folder, { recursive: true });
  });

  test("commits of a path can be listed, and a removed file is gone", async () => {
    const { content } = (await put("one\n")).body as { content: { sha: string } };
    const list = await github.ask("GET", "/repos/acme/nur/commits?sha=main&path=.github/workflows/ci.yml");
    expect(list.body).toMatchObject([{ commit: { message: "ci: generate" } }]);
    const removed = await github.ask("DELETE", path, { message: "drop", sha: content.sha, branch: "main" });
    expect(removed.status).toBe(200);
    expect((await github.ask("GET", path)).status).toBe(404);
  });

  test.each(["../../outside", "a//b", ".git/config"])("the path %j is refused", async (name) => {
    const address = `/repos/acme/nur/contents/${encodeURIComponent(name)}`;
    expect((await github.ask("PUT", address, { message: "m", content: "" })).status).toBe(422);
  });
});

describe("rulesets and permissions", () => {
  const rules = [
    { type: "required_status_checks", parameters: { required_status_checks: [{ context: "Gate" }] } },
  ];

  test("a ruleset is echoed, changed under its id, and gone when it is deleted", async () => {
    const made = await github.ask("POST", "/repos/acme/nur/rulesets", {
      name: "r",
      enforcement: "active",
      rules,
    });
    const { id } = made.body as { id: number };
    expect(made.body).toMatchObject({ rules, source: "acme/nur" });
    const path = `/repos/acme/nur/rulesets/${id}`;
    expect((await github.ask("PUT", path, { enforcement: "disabled" })).body).toMatchObject({
      id,
      rules,
      enforcement: "disabled",
    });
    expect((await github.ask("DELETE", path)).status).toBe(204);
    expect((await github.ask("GET", path)).status).toBe(404);
  });

  test("selected actions exist only while they are selected", async () => {
    const path = "/repos/acme/nur/actions/permissions";
    expect((await github.ask("GET", `${path}/selected-actions`)).status).toBe(409);
    await github.ask("PUT", path, { enabled: true, allowed_actions: "selected" });
    await github.ask("PUT", `${path}/selected-actions`, { patterns_allowed: ["a/b@*"] });
    expect((await github.ask("GET", `${path}/selected-actions`)).body).toMatchObject({
      patterns_allowed: ["a/b@*"],
    });
  });
});

test("everything is there after a restart", async () => {
  await github.ask("PUT", "/repos/acme/nur/actions/secrets/CACHIX", await seal("opaque"));
  await github.end({ keep: true });
  github = await aGithub({ state: github.state });
  expect((await github.ask("GET", "/repos/acme/nur")).body).toMatchObject({ name: "nur", has_wiki: false });
  expect((await github.ask("GET", "/repos/acme/nur/contents/README.md")).status).toBe(200);
  expect(github.openSecret("nur", "CACHIX")).toBe("opaque");
});
