import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import type { Flake } from "../../../../actions/lib/nix/flake.ts";
import { ownerOf, readOrganizations } from "../../../../actions/lib/plan/organizations.ts";
import { aFolder } from "../../../support/flakes.ts";

const folder = aFolder({ "sub/pkgs/tangled/x": "", "sub/pkgs/microcosm/x": "", "sub/pkgs/default.nix": "" });
afterAll(() => rmSync(folder, { recursive: true }));

const aFlakeAt = (sourcePath: string, directory: string, root?: string): Flake => ({
  reference: { text: ".", url: folder, local: true },
  ...{ url: folder, sourcePath, directory, workspace: folder },
  ...(root === undefined ? {} : { root }),
});

test.each([
  ["folders of pkgs", aFlakeAt(folder, "sub"), ["microcosm", "tangled"]],
  ["no pkgs", aFlakeAt(folder, ""), []],
  ["pkgs is a file", aFlakeAt(join(folder, "sub/pkgs/tangled"), ""), []],
  ["the source is in another store", aFlakeAt("/nowhere", "sub", folder), ["microcosm", "tangled"]],
  ["nothing is to be found", aFlakeAt("/nowhere", ""), []],
])("%s", async (_, flake, organizations) => {
  expect((await readOrganizations(flake)).toSorted()).toEqual(organizations);
});

test.each([
  ["tangled-appview", "tangled", "appview"],
  ["tangled-web-appview", "tangled-web", "appview"],
  ["tangled", "default", "tangled"],
  ["tangled-", "default", "tangled-"],
  ["tangledappview", "default", "tangledappview"],
  ["hello", "default", "hello"],
])("%s is of %s", (attribute, organization, name) => {
  expect(ownerOf({ name: attribute }, ["tangled", "tangled-web"])).toEqual({ organization, name });
});

test.each([
  [["tangled", "appview"], "tangled", "appview"],
  [["tangled-web", "deep", "er"], "tangled-web", "deep.er"],
  [["tangled-appview", "tests"], "tangled", "appview.tests"],
  [["python", "hello"], "default", "python.hello"],
])("nested %j is of %s", (nested, organization, name) => {
  const attribute = { name: nested.at(-1) ?? "", nested };
  expect(ownerOf(attribute, ["tangled", "tangled-web"])).toEqual({ organization, name });
});

test("a dot in a name is part of the name", () => {
  expect(ownerOf({ name: "tangled.x" }, ["tangled"])).toEqual({ organization: "default", name: "tangled.x" });
});
