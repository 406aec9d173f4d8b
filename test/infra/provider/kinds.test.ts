import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openGithubApi, restRoot } from "../../../infra/github-api.ts";
import { environmentReviewers } from "../../../infra/provider/environment-reviewers.ts";
import type { Place } from "../../../infra/provider/kind.ts";
import { label } from "../../../infra/provider/label.ts";
import { aGithub, type TestGithub, token } from "../support/github.ts";

let github: TestGithub;
let place: Place;

beforeEach(async () => {
  github = await aGithub();
  place = { owner: "acme", api: openGithubApi({ baseUrl: github.url, token, patience: 1 }) };
  await github.ask("POST", "/orgs/acme/repos", { name: "nur", auto_init: true });
});
afterEach(() => github.end());

const ask = (method: string, path: string, body?: unknown) =>
  github.ask(method, `/repos/acme/nur${path}`, body);

describe("a label", () => {
  const bug = { repository: "nur", name: "Bug", color: "ff0000", description: "" };

  test("that a new repository has already is changed, one it has not is made", async () => {
    await label.apply(place, bug, undefined);
    await label.apply(place, { ...bug, name: "a/b c" }, undefined);
    expect((await ask("GET", "/labels/bug")).body).toMatchObject({ name: "Bug", color: "ff0000" });
    expect((await label.read(place, { ...bug, name: "a/b c" }))?.inputs).toEqual({ ...bug, name: "a/b c" });
  });

  test("that is renamed keeps the issues that wear it", async () => {
    await label.apply(place, bug, undefined);
    await label.apply(place, { ...bug, name: "defect" }, bug);
    expect((await ask("GET", "/labels/bug")).status).toBe(404);
    expect(github.requests.some(({ method }) => method === "DELETE")).toBe(false);
    expect(await label.read(place, bug)).toBeUndefined();
  });
});

describe("reviewers of an environment", () => {
  const wanted = {
    repository: "nur",
    environment: "a b",
    users: [2, 9],
    teams: [4],
    preventSelfReview: true,
    adminsBypass: false,
    waitMinutes: 3,
  };

  test("are read as they were set; removed by hand they are not there", async () => {
    await environmentReviewers.apply(place, wanted, undefined);
    expect((await environmentReviewers.read(place, wanted))?.inputs).toEqual(wanted);
    await ask("PUT", "/environments/a%20b", { wait_timer: 3 });
    expect((await environmentReviewers.read(place, wanted))?.inputs).toEqual({
      ...wanted,
      users: [],
      teams: [],
      preventSelfReview: false,
    });
  });

  test("of an environment that is gone are gone", async () => {
    expect(await environmentReviewers.read(place, wanted)).toBeUndefined();
  });
});

test.each([
  ["https://api.github.com/", "https://api.github.com"],
  ["https://api.acme.ghe.com", "https://api.acme.ghe.com"],
  ["https://ghe.example.org/", "https://ghe.example.org/api/v3"],
  ["https://ghe.example.org/api/v3/", "https://ghe.example.org/api/v3"],
])("the API of %s is at %s", (baseUrl, root) => {
  expect(restRoot(baseUrl)).toBe(root);
});
