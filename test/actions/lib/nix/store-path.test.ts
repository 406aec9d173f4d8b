import { expect, test } from "@jest/globals";
import { parseStorePath } from "../../../../actions/lib/nix/store-path.ts";

const hash = "7jcnig1lxybrjqinp795wlkj2k20fkc8";

test("a store path comes apart", () => {
  expect(parseStorePath(`/nix/store/${hash}-hello-2.12+a_b?c=d`)).toEqual({
    path: `/nix/store/${hash}-hello-2.12+a_b?c=d`,
    baseName: `${hash}-hello-2.12+a_b?c=d`,
    hashPart: hash,
    name: "hello-2.12+a_b?c=d",
  });
});

test.each([
  "",
  "hello",
  `${hash}-hello`,
  `/gnu/store/${hash}-hello`,
  `/nix/store/${hash}`,
  `/nix/store/${hash}-`,
  `/nix/store/${hash}-hello/bin`,
  `/nix/store/${hash}-a b`,
  `/nix/store/${hash}-a\n`,
  `/nix/store/${hash.replace("7", "e")}-letter-nix-does-not-use`,
  `/nix/store/${hash.slice(1)}-short`,
  `/nix/store/../${hash}-a`,
])("%j is none", (text) => expect(parseStorePath(text)).toBeUndefined());
