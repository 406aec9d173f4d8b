import { expect, test } from "@jest/globals";
import { parseOrigins, queryOrigins } from "../../../../actions/lib/nix/origin.ts";
import { buildClosure } from "../../../support/cachix.ts";
import { realNix } from "../../../support/nix.ts";

const a = "/nix/store/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-a";
const b = "/nix/store/bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb-b.tar.gz";

test.each([
  [`${a}\tultimate`, { kind: "built" }],
  [`${a}      \tultimate cache.example-1:c2ln`, { kind: "built" }],
  [`${a}\tcache.example-1:c2ln other-2:c2ln`, { kind: "fetched", signer: "cache.example-1" }],
  [`${a}\tca:fixed:r:sha256:1xmr8j cache.example-1:c2ln`, { kind: "fetched", signer: "cache.example-1" }],
  [`${a}\tca:fixed:r:sha256:1xmr8j`, { kind: "added" }],
  [a, { kind: "added" }],
])("%s is %j", (line, origin) => {
  expect(parseOrigins(`${line}\n`)).toEqual(new Map([[a, origin]]));
});

test("what is no store path is passed over", () => {
  expect(parseOrigins(`warning: x\n\n${b}\tultimate\n`)).toEqual(new Map([[b, { kind: "built" }]]));
});

test("real Nix tells what was built and what was added, and leaves out what is not valid", async () => {
  const nix = realNix();
  const { root } = await buildClosure(nix);
  const text = await nix("nix-instantiate", ["--eval", "--expr", 'builtins.toFile "nur-ci-origin" "text"']);
  const file = JSON.parse(text.stdout) as string;
  await nix("nix-instantiate", [
    "--eval",
    "--read-write-mode",
    "--expr",
    'builtins.toFile "nur-ci-origin" "text"',
  ]);
  expect(await queryOrigins(nix, [root, a, file])).toEqual(
    new Map([
      [root, { kind: "built" }],
      [file, { kind: "added" }],
    ]),
  );
});
