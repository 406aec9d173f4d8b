import { expect, test } from "@jest/globals";
import { parseFlakeReference } from "../../../../actions/lib/nix/flake-reference.ts";

test.each([
  [".", "/w/repo", true],
  ["", "/w/repo", true],
  ["./examples/nur", "/w/repo/examples/nur", true],
  ["..", "/w", true],
  [".?dir=nur", "/w/repo?dir=nur", true],
  ["/abs/olute", "/abs/olute", true],
  ["path:./nur", "path:/w/repo/nur", true],
  ["path:/abs", "path:/abs", true],
  ["git+file:.?ref=main", "git+file:///w/repo?ref=main", true],
  ["git+file:///x", "git+file:///x", true],
  ["github:owner/repo", "github:owner/repo", false],
  ["nixpkgs", "nixpkgs", false],
  ["git+ssh://git@example.org/x?ref=main", "git+ssh://git@example.org/x?ref=main", false],
])("%j is %s", (text, url, local) => {
  expect(parseFlakeReference(text, "/w/repo")).toEqual({ ok: true, value: { text, url, local } });
});

test.each([
  [".#hello", "/w", 'names the attribute "hello"', "write flake: ."],
  [".", "/w/a#b", '"/w/a#b"', "rename the folder"],
])("%j in %s is refused", (text, workspace, what, fix) => {
  const outcome = parseFlakeReference(text, workspace);
  expect(outcome).toMatchObject({
    ok: false,
    problems: [{ code: "flake-unusable", what: expect.stringContaining(what), fix }],
  });
});
