import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { sealText } from "../../../../infra/seal.ts";
import { aGithub, type TestGithub } from "../../support/github.ts";

let github: TestGithub;
const repository = "/repos/acme/nur";

beforeEach(async () => {
  github = await aGithub();
  await github.ask("POST", "/orgs/acme/repos", { name: "nur", auto_init: true });
});
afterEach(() => github.end());

const ask = (method: string, path: string, body?: unknown) =>
  github.ask(method, `${repository}${path}`, body);

async function seal(place: string, text: string) {
  const { key, key_id } = (await github.ask("GET", `${place}/public-key`)).body as Record<string, string>;
  return { key_id, encrypted_value: await sealText(key ?? "", text) };
}

describe("environments", () => {
  test("a PUT is the whole of it: what it does not name is gone, and a rule that says nothing is not in the answer", async () => {
    const policy = { protected_branches: false, custom_branch_policies: true };
    const full = { wait_timer: 3, reviewers: [{ type: "User", id: 7 }], deployment_branch_policy: policy };
    expect((await ask("PUT", "/environments/release", full)).body).toMatchObject({
      protection_rules: [{ type: "wait_timer" }, { type: "required_reviewers" }, { type: "branch_policy" }],
    });
    expect((await ask("PUT", "/environments/release", {})).body).toMatchObject({
      protection_rules: [],
      deployment_branch_policy: null,
    });
  });

  test("both kinds of branch policy at once are refused", async () => {
    const both = { deployment_branch_policy: { protected_branches: true, custom_branch_policies: true } };
    expect((await ask("PUT", "/environments/release", both)).status).toBe(422);
  });

  test("a secret of one environment is not that of another, nor of the repository", async () => {
    await ask("PUT", "/environments/a b", {});
    await ask("PUT", "/environments/other", {});
    const place = `${repository}/environments/${encodeURIComponent("a b")}/secrets`;
    expect((await github.ask("PUT", `${place}/T`, await seal(place, "opaque"))).status).toBe(201);
    expect((await github.ask("GET", `/repositories/1/environments/a%20b/secrets/T`)).status).toBe(200);
    expect((await ask("GET", "/environments/other/secrets/T")).status).toBe(404);
    expect((await ask("GET", "/actions/secrets/T")).status).toBe(404);
    expect(github.openSecret("nur", "T", { environment: "a b" })).toBe("opaque");
  });
});

test("a secret of the organization says who may use it, and must", async () => {
  const place = "/orgs/acme/actions/secrets";
  const sealed = await seal(place, "opaque");
  expect((await github.ask("PUT", `${place}/T`, sealed)).status).toBe(422);
  const selected = { ...sealed, visibility: "selected", selected_repository_ids: [1] };
  expect((await github.ask("PUT", `${place}/T`, selected)).status).toBe(201);
  expect((await github.ask("GET", `${place}/T/repositories`)).body).toMatchObject({
    repositories: [{ id: 1, name: "nur" }],
  });
  expect(github.openSecret("nur", "T", { organization: true })).toBe("opaque");
  expect((await github.ask("GET", "/orgs/other/actions/secrets/T")).status).toBe(404);
});

test("a label that differs in case only is the same label", async () => {
  expect((await ask("POST", "/labels", { name: "BUG", color: "000000" })).status).toBe(422);
  expect((await ask("PATCH", "/labels/BUG", { new_name: "Bug" })).body).toMatchObject({ name: "Bug" });
  expect((await ask("DELETE", "/labels/bug")).status).toBe(204);
  expect((await ask("GET", "/labels/Bug")).status).toBe(404);
});

test("the secret of a webhook is never handed out", async () => {
  const made = await ask("POST", "/hooks", { config: { url: "http://127.0.0.1:9/", secret: "opaque" } });
  expect(made.body).toMatchObject({ events: ["push"], config: { secret: "********" } });
  expect(JSON.stringify((await ask("GET", "/hooks")).body)).not.toContain("opaque");
});

test("Pages are enabled once, and a site that a workflow builds has no source", async () => {
  expect((await ask("GET", "/pages")).status).toBe(404);
  expect((await ask("POST", "/pages", { build_type: "workflow" })).body).not.toHaveProperty("source");
  expect((await ask("POST", "/pages", {})).status).toBe(409);
  expect((await github.ask("GET", repository)).body).toMatchObject({ has_pages: true });
});

describe("a commit of many files", () => {
  async function commitOf(files: Readonly<Record<string, string>>): Promise<string> {
    const head = (await ask("GET", "/git/ref/heads/main")).body as { object: { sha: string } };
    const parent = (await ask("GET", `/git/commits/${head.object.sha}`)).body as { tree: { sha: string } };
    const tree = Object.entries(files).map(([path, content]) => ({
      path,
      mode: "100644",
      type: "blob",
      content,
    }));
    const made = (await ask("POST", "/git/trees", { base_tree: parent.tree.sha, tree })).body as {
      sha: string;
    };
    const commit = { message: "m", tree: made.sha, parents: [head.object.sha] };
    return ((await ask("POST", "/git/commits", commit)).body as { sha: string }).sha;
  }

  test("is on no branch until one is moved to it, and a merged request brings it to its base", async () => {
    const sha = await commitOf({ "a/b.txt": "one", "c.txt": "two" });
    expect((await ask("GET", "/contents/c.txt")).status).toBe(404);
    expect((await ask("POST", "/git/refs", { ref: "refs/heads/work", sha })).status).toBe(201);
    const pull = { title: "t", head: "work", base: "main" };
    const { number } = (await ask("POST", "/pulls", pull)).body as { number: number };
    expect((await ask("POST", "/pulls", pull)).status).toBe(422);
    expect((await ask("GET", "/pulls?head=acme:work&base=main")).body).toHaveLength(1);
    expect((await ask("PUT", `/pulls/${number}/merge`)).status).toBe(200);
    expect((await ask("GET", "/contents/a/b.txt")).status).toBe(200);
    expect((await ask("GET", "/pulls")).body).toEqual([]);
    expect((await ask("PUT", `/pulls/${number}/merge`)).status).toBe(405);
  });

  test.each(["../out", ".git/config", "a//b"])("the path %j is refused", async (path) => {
    const tree = [{ path, mode: "100644", type: "blob", content: "x" }];
    expect((await ask("POST", "/git/trees", { tree })).status).toBe(422);
  });

  test("a branch is moved to nothing that is not there", async () => {
    const sha = "0".repeat(40);
    expect((await ask("POST", "/git/refs", { ref: "refs/heads/work", sha })).status).toBe(422);
    expect((await ask("PATCH", "/git/refs/heads/main", { sha })).status).toBe(422);
  });
});
