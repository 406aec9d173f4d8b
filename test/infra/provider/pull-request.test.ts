import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openGithubApi } from "../../../infra/github-api.ts";
import type { Place } from "../../../infra/provider/kind.ts";
import { pullRequest } from "../../../infra/provider/pull-request.ts";
import { aGithub, type TestGithub, token } from "../support/github.ts";

let github: TestGithub;
let place: Place;
const files = { "a.yml": "one\n", "deep/b.yml": "two\n" };
const inputs = { repository: "nur", base: "main", branch: "nur-ci/workflows", title: "t", body: "b", files };

beforeEach(async () => {
  github = await aGithub();
  place = { owner: "acme", api: openGithubApi({ baseUrl: github.url, token, patience: 1 }) };
  await github.ask("POST", "/orgs/acme/repos", { name: "nur", auto_init: true });
});
afterEach(() => github.end());

const ask = (method: string, path: string, body?: unknown) =>
  github.ask(method, `/repos/acme/nur${path}`, body);
const pulls = async () =>
  (await ask("GET", "/pulls")).body as { readonly number: number; readonly title: string }[];
const writes = () => github.requests.filter(({ method }) => method !== "GET").length;

async function merge(): Promise<void> {
  const [pull] = await pulls();
  await ask("PUT", `/pulls/${pull?.number}/merge`);
}

describe("files by one pull request", () => {
  test("is one commit on the base's last one, and the base is not written to", async () => {
    const { url, merged } = await pullRequest.apply(place, inputs, undefined);
    expect([url, merged]).toEqual([expect.stringMatching(/\/pull\/\d+$/), false]);
    const history = (await ask("GET", "/commits?sha=nur-ci/workflows")).body as { parents: object[] }[];
    expect(history.map(({ parents }) => parents.length)).toEqual([1, 0]);
    expect((await ask("GET", "/contents/a.yml")).status).toBe(404);
    expect((await pullRequest.read(place, inputs))?.inputs).toEqual(inputs);
  });

  test("when everything is there already nothing is written", async () => {
    await pullRequest.apply(place, inputs, undefined);
    await merge();
    const before = writes();
    expect(await pullRequest.apply(place, inputs, inputs)).toEqual({ url: "", merged: true });
    expect(writes()).toBe(before);
    expect((await pullRequest.read(place, inputs))?.outputs).toEqual({ url: "", merged: true });
  });

  test("another content goes into the request that is open, a file that is no longer wanted goes out", async () => {
    await pullRequest.apply(place, inputs, undefined);
    await merge();
    const next = { ...inputs, title: "t2", files: { "a.yml": "changed\n" } };
    await pullRequest.apply(place, next, inputs);
    await pullRequest.apply(place, { ...next, title: "t3" }, inputs);
    expect((await pulls()).map(({ title }) => title)).toEqual(["t3"]);
    await merge();
    expect((await ask("GET", "/contents/deep/b.yml")).status).toBe(404);
    const { content } = (await ask("GET", "/contents/a.yml")).body as { content: string };
    expect(Buffer.from(content, "base64").toString()).toBe("changed\n");
    expect((await ask("GET", "/contents/README.md")).status).toBe(200);
  });

  test("an answer that was lost, and a busy server, open no second request", async () => {
    github.faults.add(
      { method: "POST", path: /\/pulls$/, fault: { kind: "lose-answer" } },
      { method: "POST", path: /\/git\/commits$/, fault: { kind: "answer", status: 502 } },
    );
    await pullRequest.apply(place, inputs, undefined);
    expect(await pulls()).toHaveLength(1);
  });

  test("what is refused is an error that says what was asked, without the token", async () => {
    github.faults.add({
      method: "POST",
      path: /\/git\/trees$/,
      fault: { kind: "answer", status: 403, body: "{}" },
    });
    const refused = pullRequest.apply(place, inputs, undefined);
    await expect(refused).rejects.toThrow("POST /repos/acme/nur/git/trees: 403");
    await expect(refused).rejects.not.toThrow(token);
  });

  test("a repository that is gone is gone", async () => {
    await ask("DELETE", "");
    expect(await pullRequest.read(place, inputs)).toBeUndefined();
  });
});
